package io.marketsync.stock;

/**
 * An offer in a warehouse: what stock is set for.
 *
 * @param offer the seller's own item code
 * @param warehouse the marketplace's id of it
 */
public record StockPair(String offer, String warehouse) {}
