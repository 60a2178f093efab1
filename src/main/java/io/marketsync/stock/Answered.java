package io.marketsync.stock;

/**
 * What became of an item that left, or could not leave.
 *
 * @param before what the marketplace was known to have until then; null when nobody knew
 * @param error null unless {@link End#REFUSED}
 */
record Answered(StockItem item, Integer before, End end, ItemError error) {

    /** The words are part of the statement. */
    enum End {
        TAKEN,
        REFUSED,
        /** Nobody knows whether it was taken. */
        UNANSWERED
    }

    static Answered taken(Sending sending) {
        return new Answered(sending.item(), sending.before(), End.TAKEN, null);
    }

    static Answered refused(Sending sending, ItemError why) {
        return new Answered(sending.item(), sending.before(), End.REFUSED, why);
    }

    static Answered unanswered(Sending sending) {
        return new Answered(sending.item(), sending.before(), End.UNANSWERED, null);
    }
}
