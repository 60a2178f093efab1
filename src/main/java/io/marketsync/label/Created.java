package io.marketsync.label;

/** What a marketplace says when it is asked to print. */
public sealed interface Created {

    /** @param id the marketplace's; at most 100 characters */
    record Task(String id) implements Created {}

    /** It refused the request as a whole, because of some posting, and created nothing. */
    record Refused(LabelError why) implements Created {}
}
