package io.marketsync.redis;

/** Redis answered with an error: an unknown script, no memory left, a replica that takes no writes, a missing right. */
public final class RedisRefused extends RuntimeException {

    /** @param message of Redis, which begins with a code like {@code NOSCRIPT} */
    public RedisRefused(String message) {
        super(message, null, false, false);
    }

    public boolean unknownScript() {
        return getMessage().startsWith("NOSCRIPT");
    }
}
