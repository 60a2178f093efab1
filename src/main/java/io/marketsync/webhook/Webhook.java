package io.marketsync.webhook;

import io.marketsync.job.Kind;
import io.marketsync.offer.SyncCatalogue;
import io.marketsync.posting.PullOrders;
import io.marketsync.posting.Scheme;
import io.marketsync.stock.ReconcileStock;

/** What a call of a marketplace says. No more of it is believed than what to look at. */
public sealed interface Webhook {

    /** Is anybody there? Answered and forgotten. */
    record Ping() implements Webhook {}

    /**
     * Something happened.
     *
     * @param key 32 bytes that two calls share when they tell of the same event
     * @param type the marketplace's own word, at most 60 characters
     */
    record Event(byte[] key, String type, Subject subject) implements Webhook {}

    /** What an event is about. */
    sealed interface Subject {}

    /** A posting to ask for. */
    record Changed(String number, Scheme scheme) implements Subject {}

    /** A part of the shop that is looked at as a whole, and sooner than its schedule would. */
    enum Part implements Subject {
        /** Orders that the event does not name as postings. */
        ORDERS(PullOrders.KIND),
        OFFERS(SyncCatalogue.KIND),
        STOCK(ReconcileStock.KIND);

        private final Kind<?> kind;

        Part(Kind<?> kind) {
            this.kind = kind;
        }

        /** Of the jobs that look. */
        public Kind<?> kind() {
            return kind;
        }
    }

    /** Nothing of what is kept here. */
    record Nothing() implements Subject {}
}
