package io.marketsync.simulator.stock;

import java.util.ArrayList;
import java.util.List;

import io.marketsync.simulator.world.Hold;
import io.marketsync.simulator.world.Posting;
import io.marketsync.simulator.world.Product;
import io.marketsync.simulator.world.Scheme;

/** A hold and the pair whose stock it touches. */
record Held(Pair pair, Hold hold) {

    /** What a posting ever holds of the seller's own warehouses; of deleted products nobody counts the stock. */
    static List<Held> of(Posting posting) {
        if (posting.scheme() != Scheme.FBS) {
            return List.of();
        }
        List<Held> held = new ArrayList<>();
        for (Hold hold : Hold.of(posting)) {
            if (hold.line().product().index() != Product.DELETED) {
                held.add(new Held(
                        new Pair(hold.line().product(), posting.warehouse().id()), hold));
            }
        }
        return held;
    }

    long quantity() {
        return hold.line().quantity();
    }
}
