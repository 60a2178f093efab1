package io.marketsync.simulator.world;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** One shipment unit of an order, with its whole past and future. */
public record Posting(PostingNumber number, Scheme scheme, Warehouse warehouse, Timeline timeline, Contents contents) {

    /** Hours until a posting has to be handed over: the seller's day after tomorrow at 15:00 UTC. */
    private static final Duration TIME_TO_SHIP = Duration.ofHours(39);

    public List<Line> linesAt(Instant at) {
        boolean split = !placedAt().plusSeconds(contents.splitAfter()).isAfter(at);
        return split ? contents.kept() : contents.ordered();
    }

    public Instant placedAt() {
        return timeline.placedAt();
    }

    public Phase phaseAt(Instant at) {
        return timeline.phaseAt(at);
    }

    /** The cutoff: known when the order is placed, not moved by anything. */
    public Instant shipBy() {
        return placedAt().truncatedTo(ChronoUnit.DAYS).plus(TIME_TO_SHIP);
    }
}
