package io.marketsync.redis;

/** No answer from Redis: no connection, or none in time. */
public final class RedisAway extends RuntimeException {

    public RedisAway(String message, Throwable cause) {
        super(message, cause, false, false);
    }
}
