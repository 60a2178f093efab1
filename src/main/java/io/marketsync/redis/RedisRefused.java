package io.marketsync.redis;

/** Redis answered with an error: an unknown script, no memory left, a replica that takes no writes, a missing right. */
public final class RedisRefused extends RuntimeException {

    /** @param message of Redis, which begins with a code like {@code NOSCRIPT} */
    public RedisRefused(String message) {
        super(message, null, false, false);
    }

    /** The first word of the message. */
    public String code() {
        return getMessage().split(" ", 2)[0];
    }

    public boolean unknownScript() {
        return code().equals("NOSCRIPT");
    }
}
