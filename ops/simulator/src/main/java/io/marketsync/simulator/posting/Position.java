package io.marketsync.simulator.posting;

import java.time.Instant;

import io.marketsync.simulator.world.Posting;

/** Where a posting stands in a list: by {@code cutoff} (where the list has one), then by time, then by id. */
record Position(Instant cutoff, Instant placedAt, long id) implements Comparable<Position> {

    static Position byTime(Posting posting) {
        return new Position(Instant.EPOCH, posting.placedAt(), posting.number().id());
    }

    static Position byCutoff(Posting posting) {
        return new Position(
                posting.shipBy(), posting.placedAt(), posting.number().id());
    }

    @Override
    public int compareTo(Position other) {
        int byCutoff = cutoff.compareTo(other.cutoff);
        int byTime = placedAt.compareTo(other.placedAt);
        return byCutoff != 0 ? byCutoff : byTime != 0 ? byTime : Long.compare(id, other.id);
    }
}
