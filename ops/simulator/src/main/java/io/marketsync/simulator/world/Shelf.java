package io.marketsync.simulator.world;

import java.util.List;

/**
 * Where an order takes its goods from. The book of postings asks it about every order once, in the order of their placing and
 * under the lock of the book. Goods of an order are those of all its postings; what a split child holds later is known from the start.
 */
public interface Shelf {

    /** Never empty: for buyers who do not look. */
    Shelf ENDLESS = new Shelf() {
        @Override
        public void take(List<Posting> order) {
            // nobody counts what is left
        }

        @Override
        public boolean takeIfThere(List<Posting> order) {
            return true;
        }
    };

    /** Takes the goods whether they are there or not, as orders of the history do. */
    void take(List<Posting> order);

    /** Takes the goods if all of them are free when the order is placed; otherwise changes nothing and answers false. */
    boolean takeIfThere(List<Posting> order);
}
