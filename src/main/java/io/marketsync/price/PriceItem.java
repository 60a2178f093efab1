package io.marketsync.price;

/** @param offer the seller's own item code */
public record PriceItem(String offer, Price price) {}
