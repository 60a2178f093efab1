package io.marketsync.webhook;

import io.marketsync.posting.Scheme;

/** What a call of a marketplace says. No more of it is believed than which posting to ask for. */
public sealed interface Webhook {

    /** Is anybody there? Answered and forgotten. */
    record Ping() implements Webhook {}

    /**
     * Something happened.
     *
     * @param key 32 bytes that two calls share when they tell of the same event
     * @param type the marketplace's own word, at most 60 characters
     * @param posting that changed; null when the event tells of none
     */
    record Event(byte[] key, String type, Changed posting) implements Webhook {}

    /** A posting to ask for. */
    record Changed(String number, Scheme scheme) {}
}
