package io.marketsync.simulator.world;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All postings of a shop up to an instant, sorted by (placed at, id), which is the order of the marketplace's lists. Grows when
 * a later instant is asked for and never changes what it holds, so readers work on a snapshot without a lock. An order after the
 * history whose goods are not on the shelf when it would be placed never is: who asks for a time to come decides with what is there
 * now.
 */
public final class PostingBook {

    /** A prefix of the array that no writer touches any more. */
    private record Snapshot(Posting[] postings, int size, int nextLeader, Instant nextPlacedAt, long turnedAway) {}

    private final Orders orders;
    private final Shelf shelf;
    private volatile Snapshot snapshot;

    private PostingBook(Orders orders, Shelf shelf) {
        this.orders = orders;
        this.shelf = shelf;
        this.snapshot = new Snapshot(new Posting[1024], 0, 0, orders.placedAt(0), 0);
    }

    /** With goods without end. */
    public static PostingBook of(long seed, ShopProfile shop, Demand demand, Catalogue catalogue) {
        return of(seed, shop, demand, catalogue, Shelf.ENDLESS);
    }

    public static PostingBook of(long seed, ShopProfile shop, Demand demand, Catalogue catalogue, Shelf shelf) {
        return new PostingBook(new Orders(seed, shop.id(), demand, shop.warehouses(), catalogue), shelf);
    }

    /** How many orders were not placed so far because their goods were not there. */
    public long turnedAway() {
        return snapshot.turnedAway();
    }

    /** Acts between two orders: after every one placed by {@code at} or known already, and before the next. */
    public synchronized <T> T afterOrdersBy(Instant at, Supplier<T> action) {
        grow(at);
        return action.get();
    }

    /** Every posting placed by then, visible or not yet; the view does not change. */
    public List<Posting> placedBy(Instant at) {
        Snapshot now = grownTo(at);
        return view(now, 0, firstAfter(now, at));
    }

    /** Postings placed in [since, to], both ends inclusive, as far as the world has come at {@code at}. */
    public List<Posting> placedBetween(Instant since, Instant to, Instant at) {
        Instant end = to.isBefore(at) ? to : at;
        Snapshot now = grownTo(end);
        int from = firstAfter(now, since.minusNanos(1));
        return view(now, from, Math.max(from, firstAfter(now, end)));
    }

    public Stream<Posting> visibleAt(Instant at) {
        return placedBy(at).stream().filter(posting -> posting.timeline().visibleAt(at));
    }

    /** The posting of that number, if it is visible by then. */
    public Optional<Posting> find(String number, Instant at) {
        return PostingNumber.orderIdOf(number).stream()
                .flatMap(orderId -> order(orderId, at))
                .filter(posting -> posting.number().text().equals(number))
                .findFirst();
    }

    /** The visible postings of an order. */
    public Stream<Posting> order(long orderId, Instant at) {
        int leader = orders.leader(orderId);
        if (leader < 0) {
            return Stream.empty();
        }
        Instant placedAt = orders.placedAt(leader);
        return placedAt.isAfter(at)
                ? Stream.empty()
                : placedBetween(placedAt, placedAt, at).stream()
                        .filter(posting -> posting.number().orderId() == orderId)
                        .filter(posting -> posting.timeline().visibleAt(at));
    }

    private static List<Posting> view(Snapshot snapshot, int from, int to) {
        return Arrays.asList(snapshot.postings()).subList(from, to);
    }

    private static int firstAfter(Snapshot snapshot, Instant at) {
        int low = 0;
        int high = snapshot.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (snapshot.postings()[middle].placedAt().isAfter(at)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private Snapshot grownTo(Instant at) {
        Snapshot now = snapshot;
        return now.nextPlacedAt().isAfter(at) ? now : grow(at);
    }

    private synchronized Snapshot grow(Instant at) {
        Snapshot now = snapshot;
        Posting[] postings = now.postings();
        int size = now.size();
        int leader = now.nextLeader();
        Instant placedAt = now.nextPlacedAt();
        long turnedAway = now.turnedAway();
        while (!placedAt.isAfter(at)) {
            List<Posting> order = orders.postings(leader);
            if (places(leader, order)) {
                for (Posting posting : order) {
                    postings = size < postings.length ? postings : Arrays.copyOf(postings, size * 2);
                    postings[size++] = posting;
                }
            } else {
                turnedAway++;
            }
            leader += Orders.size(leader);
            placedAt = orders.placedAt(leader);
        }
        snapshot = new Snapshot(postings, size, leader, placedAt, turnedAway);
        return snapshot;
    }

    private boolean places(int leader, List<Posting> order) {
        if (orders.inHistory(leader)) {
            shelf.take(order);
            return true;
        }
        return shelf.takeIfThere(order);
    }
}
