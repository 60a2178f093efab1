package io.marketsync.simulator.stock;

import io.marketsync.simulator.world.Product;

/** A product in a warehouse: the unit that stock is set for. */
public record Pair(Product product, long warehouseId) {}
