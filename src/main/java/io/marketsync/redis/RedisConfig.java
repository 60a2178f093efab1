package io.marketsync.redis;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How this process uses the Redis that keeps permits. Where it is and how to reach it: {@code quarkus.redis.*}. */
@ConfigMapping(prefix = "marketsync.redis")
public interface RedisConfig {

    /**
     * How long anybody waits for an answer, a connection included. Too short takes a pause of Redis for its death; too long makes
     * those who call at its death wait for it.
     */
    @WithDefault("PT0.5S")
    Duration commandTimeout();

    /**
     * How often it is looked at in full, and how often one that is away is tried after three quick attempts when nobody wants it
     * meanwhile. Too short loads Redis with INFO; too long shows a changed policy or a full memory late.
     */
    @WithDefault("PT30S")
    Duration checkEvery();
}
