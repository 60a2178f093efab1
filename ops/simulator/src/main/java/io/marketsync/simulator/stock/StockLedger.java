package io.marketsync.simulator.stock;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.marketsync.simulator.world.Hold;
import io.marketsync.simulator.world.Posting;
import io.marketsync.simulator.world.PostingBook;

/**
 * The stock of one shop's own warehouses. Remembers the pushes only; a level is worked out from the last push (or the seed) and
 * from what postings took and gave back after it. A push sets the free stock; goods already reserved stay reserved. With buyers who
 * look, a push counts from the instant at which they see it.
 */
public final class StockLedger {

    /** Ozon: one update of a product-warehouse pair per 30 seconds. */
    static final long GUARD_NANOS = Duration.ofSeconds(30).toNanos();

    private record Push(long free, Instant at) {}

    private final FirstStock first;
    private final Instant epoch;
    private final PostingBook postings;
    private final Optional<FreeStock> seen;
    private final Map<Pair, Push> pushes = new ConcurrentHashMap<>();
    private final Map<Pair, Long> lastPushTicks = new HashMap<>();
    private long refusedAsTooSoon;

    public StockLedger(long seed, Instant epoch, PostingBook postings) {
        this(seed, epoch, postings, Optional.empty());
    }

    /** @param seen the shelf of these postings, when their buyers look */
    public StockLedger(long seed, Instant epoch, PostingBook postings, Optional<FreeStock> seen) {
        this.first = new FirstStock(seed);
        this.epoch = epoch;
        this.postings = postings;
        this.seen = seen;
    }

    /** Sets the free stock unless the pair was set less than 30 seconds ago, which changes nothing and answers false. */
    public boolean push(Pair pair, long free, Instant at, long ticks) {
        synchronized (lastPushTicks) {
            Long last = lastPushTicks.get(pair);
            if (last != null && ticks - last < GUARD_NANOS) {
                refusedAsTooSoon++;
                return false;
            }
            lastPushTicks.put(pair, ticks);
            set(pair, free, at);
            return true;
        }
    }

    /** How many pushes were refused because their pair had been set less than 30 seconds before. */
    public long refusedAsTooSoon() {
        synchronized (lastPushTicks) {
            return refusedAsTooSoon;
        }
    }

    /** No order comes between what buyers see and what is remembered, so a reader never finds one that took from less. */
    private void set(Pair pair, long free, Instant at) {
        if (seen.isEmpty()) {
            pushes.put(pair, new Push(free, at));
            return;
        }
        postings.afterOrdersBy(
                at, () -> pushes.put(pair, new Push(free, seen.get().set(pair, free, at))));
    }

    /** A view of all levels at one instant. */
    public Levels at(Instant at) {
        Map<Pair, Tally> tallies = new HashMap<>();
        postings.placedBy(at).stream()
                .filter(posting -> posting.timeline().visibleAt(at))
                .forEach(posting -> count(posting, at, tallies));
        return new Levels(tallies);
    }

    private void count(Posting posting, Instant at, Map<Pair, Tally> tallies) {
        Held.of(posting).forEach(held -> tallies.computeIfAbsent(held.pair(), this::start)
                .count(held.hold(), at));
    }

    private Tally start(Pair pair) {
        Push push = pushes.get(pair);
        return push != null ? new Tally(push.free(), push.at()) : new Tally(first.of(pair), epoch);
    }

    /** The levels of one instant. */
    public final class Levels {

        private final Map<Pair, Tally> tallies;

        private Levels(Map<Pair, Tally> tallies) {
            this.tallies = tallies;
        }

        public StockLevel of(Pair pair) {
            Tally tally = tallies.get(pair);
            return (tally != null ? tally : start(pair)).level();
        }
    }

    /** Adds up what happened to one pair since its stock was last set. */
    private static final class Tally {

        private final Instant setAt;
        private long free;
        private long reserved;
        private Instant updatedAt;

        Tally(long free, Instant setAt) {
            this.free = free;
            this.setAt = setAt;
            this.updatedAt = setAt;
        }

        void count(Hold hold, Instant at) {
            long quantity = hold.line().quantity();
            if (hold.activeAt(at)) {
                reserved += quantity;
            }
            if (happened(hold.from(), at)) {
                free -= quantity;
            }
            if (happened(hold.until(), at) && hold.released()) {
                free += quantity;
            }
        }

        StockLevel level() {
            return new StockLevel(Math.max(0, free), reserved, Math.max(0, -free), updatedAt);
        }

        private boolean happened(Instant event, Instant at) {
            boolean happened = event.isAfter(setAt) && !event.isAfter(at);
            if (happened && event.isAfter(updatedAt)) {
                updatedAt = event;
            }
            return happened;
        }
    }
}
