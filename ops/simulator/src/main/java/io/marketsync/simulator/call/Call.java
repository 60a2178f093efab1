package io.marketsync.simulator.call;

import java.time.Instant;

import io.marketsync.simulator.market.Shop;

/** One authenticated request at one instant; everything in its answer is true at {@code now}. */
public record Call(Shop shop, Body body, Instant now, long ticks) {}
