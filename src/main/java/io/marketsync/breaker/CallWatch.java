package io.marketsync.breaker;

import io.marketsync.limit.HeldBack;

/** Is told how each call to one marketplace ended, by the thread that made it. */
@FunctionalInterface
public interface CallWatch {

    /** Nobody does anything about it. */
    CallWatch NOBODY = (credential, end) -> {};

    /**
     * @param credential of the call
     * @throws HeldBack when it failed and the marketplace is known to be away: the attempt is not to blame
     */
    void ended(String credential, CallEnd end);
}
