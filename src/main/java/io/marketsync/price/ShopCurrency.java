package io.marketsync.price;

/**
 * In which currency a marketplace takes a shop's prices.
 *
 * @param code three letters; null until the marketplace has said it
 * @param stale the marketplace should be asked again
 */
public record ShopCurrency(String code, boolean stale) {}
