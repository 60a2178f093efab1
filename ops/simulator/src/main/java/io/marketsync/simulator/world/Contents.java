package io.marketsync.simulator.world;

import java.util.List;

/** The lines of a posting; a split moves some of them to a child, {@code splitAfter} seconds from the creation. */
public record Contents(List<Line> ordered, int splitAfter, List<Line> kept) {

    public static final int NEVER = Integer.MAX_VALUE;

    static Contents whole(List<Line> lines) {
        return new Contents(lines, NEVER, lines);
    }
}
