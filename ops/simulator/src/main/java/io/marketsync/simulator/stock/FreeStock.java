package io.marketsync.simulator.stock;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

import io.marketsync.simulator.world.Posting;
import io.marketsync.simulator.world.Shelf;

/**
 * The free stock that buyers see, kept as time goes on: what postings take and give back later waits for its moment. It agrees
 * with {@link StockLedger#at} at every instant that it has reached, and never goes back before one. Not safe by itself: the lock of the
 * book of postings guards it.
 */
public final class FreeStock implements Shelf {

    private record Change(Instant at, Pair pair, long units) {}

    private final FirstStock first;
    private final Map<Pair, Long> free = new HashMap<>();
    private final PriorityQueue<Change> ahead = new PriorityQueue<>(Comparator.comparing(Change::at));
    private Instant reached = Instant.MIN;

    public FreeStock(long seed) {
        this.first = new FirstStock(seed);
    }

    @Override
    public void take(List<Posting> order) {
        goodsOf(order).forEach(this::expect);
    }

    @Override
    public boolean takeIfThere(List<Posting> order) {
        Instant placedAt = order.getFirst().placedAt();
        reach(placedAt);
        List<Held> goods = goodsOf(order);
        Map<Pair, Long> wanted = new HashMap<>();
        for (Held held : goods) {
            if (!held.hold().from().isAfter(placedAt)) {
                wanted.merge(held.pair(), held.quantity(), Long::sum);
            }
        }
        boolean there = wanted.entrySet().stream().allMatch(want -> of(want.getKey()) >= want.getValue());
        if (there) {
            goods.forEach(this::expect);
        }
        return there;
    }

    /**
     * Sets the free stock of a pair, and answers the instant from which that is so: a little later than {@code at} when buyers
     * have seen a later stock already.
     */
    Instant set(Pair pair, long units, Instant at) {
        reach(at);
        free.put(pair, units);
        return reached;
    }

    /** Below zero as long as the history sold more than there was and no push has come since. */
    long of(Pair pair, Instant at) {
        reach(at);
        return of(pair);
    }

    private static List<Held> goodsOf(List<Posting> order) {
        return order.stream().flatMap(posting -> Held.of(posting).stream()).toList();
    }

    private void expect(Held held) {
        ahead.add(new Change(held.hold().from(), held.pair(), -held.quantity()));
        if (held.hold().released()) {
            ahead.add(new Change(held.hold().until(), held.pair(), held.quantity()));
        }
    }

    /** What happens at the instant itself has happened then. */
    private void reach(Instant at) {
        reached = at.isAfter(reached) ? at : reached;
        while (!ahead.isEmpty() && !ahead.peek().at().isAfter(reached)) {
            Change change = ahead.poll();
            free.put(change.pair(), of(change.pair()) + change.units());
        }
    }

    private long of(Pair pair) {
        return free.computeIfAbsent(pair, first::of);
    }
}
