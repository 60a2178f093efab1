package io.marketsync.testing.wrong.marketplace;

import io.vertx.redis.client.Redis;

/** Asks Redis without a time-out. */
public record KnowsRedisClient(Redis client) {}
