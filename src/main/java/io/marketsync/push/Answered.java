package io.marketsync.push;

/**
 * What became of an item that was taken to be sent.
 *
 * @param before what the marketplace was known to have until then; null when nobody knew
 * @param left false when it certainly never reached the marketplace
 * @param error null unless {@link End#REFUSED}
 */
public record Answered<I, V>(I item, V before, End end, boolean left, ItemError error) {

    /** The words are part of statements. */
    public enum End {
        TAKEN,
        REFUSED,
        /** Nobody knows whether it was taken, unless it never left. */
        UNANSWERED
    }

    static <I, V> Answered<I, V> taken(Sending<I, V> sending) {
        return new Answered<>(sending.item(), sending.before(), End.TAKEN, true, null);
    }

    static <I, V> Answered<I, V> refused(Sending<I, V> sending, ItemError why) {
        return new Answered<>(sending.item(), sending.before(), End.REFUSED, true, why);
    }

    /** Refused by us: it would only be refused there, with others perhaps. */
    static <I, V> Answered<I, V> keptBack(Sending<I, V> sending, ItemError why) {
        return new Answered<>(sending.item(), sending.before(), End.REFUSED, false, why);
    }

    static <I, V> Answered<I, V> unanswered(Sending<I, V> sending, boolean left) {
        return new Answered<>(sending.item(), sending.before(), End.UNANSWERED, left, null);
    }
}
