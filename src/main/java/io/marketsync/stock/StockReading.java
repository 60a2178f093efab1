package io.marketsync.stock;

/**
 * What a marketplace says it has of a pair.
 *
 * @param free units that can be sold
 * @param reserved units that orders hold besides
 */
public record StockReading(StockPair pair, int free, int reserved) {}
