package io.marketsync.stock;

/** @param stock free units, absolute: sent twice it means the same */
public record StockItem(StockPair pair, int stock) {}
