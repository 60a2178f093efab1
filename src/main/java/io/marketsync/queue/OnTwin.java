package io.marketsync.queue;

/** What a request does when a waiting or running job of the same shop and kind exists. */
public enum OnTwin {
    /** It becomes that job. */
    JOIN,
    /**
     * It joins a waiting twin; after a running one exactly one more run follows. A twin that is snoozed goes on at once: what it waited for
     * is not all there is to do any more.
     */
    RERUN,
    /** It joins a waiting twin, which goes on when it would have anyway; after a running one exactly one more run follows. */
    FOLLOW
}
