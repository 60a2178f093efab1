package io.marketsync.simulator.stock;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.marketsync.simulator.world.Dice;
import io.marketsync.simulator.world.Hold;
import io.marketsync.simulator.world.Posting;
import io.marketsync.simulator.world.PostingBook;
import io.marketsync.simulator.world.Product;
import io.marketsync.simulator.world.Scheme;

/**
 * The stock of one shop's own warehouses. Remembers the pushes only; a level is worked out from the last push (or the seed) and
 * from what postings took and gave back after it. A push sets the free stock; goods already reserved stay reserved.
 */
public final class StockLedger {

    /** Ozon: one update of a product-warehouse pair per 30 seconds. */
    static final long GUARD_NANOS = Duration.ofSeconds(30).toNanos();

    private record Push(long free, Instant at) {}

    private final long seed;
    private final Instant epoch;
    private final PostingBook postings;
    private final Map<Pair, Push> pushes = new ConcurrentHashMap<>();
    private final Map<Pair, Long> lastPushTicks = new HashMap<>();

    public StockLedger(long seed, Instant epoch, PostingBook postings) {
        this.seed = seed;
        this.epoch = epoch;
        this.postings = postings;
    }

    /** Sets the free stock unless the pair was set less than 30 seconds ago, which changes nothing and answers false. */
    public boolean push(Pair pair, long free, Instant at, long ticks) {
        synchronized (lastPushTicks) {
            Long last = lastPushTicks.get(pair);
            if (last != null && ticks - last < GUARD_NANOS) {
                return false;
            }
            lastPushTicks.put(pair, ticks);
            pushes.put(pair, new Push(free, at));
            return true;
        }
    }

    /** A view of all levels at one instant. */
    public Levels at(Instant at) {
        Map<Pair, Tally> tallies = new HashMap<>();
        postings.placedBy(at).stream()
                .filter(posting -> posting.scheme() == Scheme.FBS)
                .filter(posting -> posting.timeline().visibleAt(at))
                .forEach(posting -> count(posting, at, tallies));
        return new Levels(tallies);
    }

    private void count(Posting posting, Instant at, Map<Pair, Tally> tallies) {
        for (Hold hold : Hold.of(posting)) {
            if (hold.line().product().index() != Product.DELETED) {
                Pair pair = new Pair(hold.line().product(), posting.warehouse().id());
                tallies.computeIfAbsent(pair, this::start).count(hold, at);
            }
        }
    }

    private Tally start(Pair pair) {
        Push push = pushes.get(pair);
        return push != null ? new Tally(push.free(), push.at()) : new Tally(firstStock(pair), epoch);
    }

    /** One in ten begins empty; a shop knows such products too. */
    private long firstStock(Pair pair) {
        if (!pair.product().onSale()) {
            return 0;
        }
        Dice dice = Dice.of(seed, pair.warehouseId(), pair.product().index(), 's');
        return dice.chance(0.1) ? 0 : dice.between(1, 300);
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
