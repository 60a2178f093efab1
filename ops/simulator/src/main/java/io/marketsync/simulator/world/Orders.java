package io.marketsync.simulator.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The orders of one shop as a pure function of seed, shop and index. Indices count the postings at birth; some neighbours belong
 * to one order and share its time of placing.
 */
final class Orders {

    private static final long IDS_PER_SHOP = 100_000_000L;
    private static final int PERIOD = 12;
    private static final double FBS_SHARE = 0.6;

    private final long seed;
    private final long shop;
    private final Demand demand;
    private final List<Warehouse> warehouses;
    private final Catalogue catalogue;

    Orders(long seed, long shop, Demand demand, List<Warehouse> warehouses, Catalogue catalogue) {
        this.seed = seed;
        this.shop = shop;
        this.demand = demand;
        this.warehouses = warehouses.stream().filter(Warehouse::active).toList();
        this.catalogue = catalogue;
    }

    /** How many indices the order beginning at {@code leader} takes: of twelve, one pair, one triple, seven single. */
    static int size(int leader) {
        return switch (leader % PERIOD) {
            case 4 -> 2;
            case 8 -> 3;
            default -> 1;
        };
    }

    Instant placedAt(int leader) {
        return demand.placedAt(Dice.of(seed, shop, leader, 't'), leader);
    }

    long orderId(int leader) {
        return shop * IDS_PER_SHOP + leader;
    }

    boolean inHistory(int leader) {
        return demand.inHistory(leader);
    }

    /** The leader of an order id of this shop, or -1. */
    int leader(long orderId) {
        long leader = orderId - shop * IDS_PER_SHOP;
        return leader >= 0 && leader < IDS_PER_SHOP ? (int) leader : -1;
    }

    /** All postings that the order will ever have, children of splits included, in the order of their ids. */
    List<Posting> postings(int leader) {
        Instant placedAt = placedAt(leader);
        int pace = inHistory(leader) ? 1 : demand.buyers().pace();
        List<Posting> postings = new ArrayList<>();
        for (int member = 0; member < size(leader); member++) {
            Dice dice = Dice.of(seed, shop, leader + member, 'o');
            PostingNumber number = new PostingNumber(orderId(leader), member + 1, 0);
            postings.addAll(Pace.of(pace, family(dice, number, placedAt)));
        }
        postings.sort(Comparator.comparingLong(posting -> posting.number().id()));
        return postings;
    }

    private List<Posting> family(Dice dice, PostingNumber number, Instant placedAt) {
        Contents contents = Contents.whole(lines(dice));
        if (!dice.chance(FBS_SHARE)) {
            Warehouse warehouse = dice.pick(Warehouse.FULFILMENT);
            return List.of(new Posting(number, Scheme.FBO, warehouse, Lifecycle.fbo(dice, placedAt), contents));
        }
        Warehouse warehouse = dice.pick(warehouses);
        Posting posting = new Posting(number, Scheme.FBS, warehouse, Lifecycle.fbs(dice, placedAt), contents);
        return dice.chance(0.12) ? Split.of(dice, posting) : List.of(posting);
    }

    private List<Line> lines(Dice dice) {
        int count = dice.chance(0.7) ? 1 : dice.between(2, 3);
        List<Line> lines = new ArrayList<>(count);
        while (lines.size() < count) {
            Product product = dice.chance(0.005) ? dice.pick(catalogue.deleted()) : dice.pick(catalogue.sellable());
            boolean known = lines.stream().anyMatch(line -> line.product() == product);
            int quantity = dice.chance(0.8) ? 1 : dice.between(2, 5);
            if (known) {
                count--;
            } else {
                lines.add(new Line(product, quantity));
            }
        }
        return List.copyOf(lines);
    }
}
