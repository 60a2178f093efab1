package io.marketsync.simulator.stock;

import java.math.BigDecimal;
import java.time.Instant;

/** The prices of a product: what it sells for, what is struck through (0 for none), and the least an action may ask. */
public record Price(BigDecimal price, BigDecimal oldPrice, BigDecimal minPrice, Instant updatedAt) {}
