package io.marketsync.push;

/**
 * Why a marketplace does not take one item.
 *
 * @param permanent the same again would be refused again: somebody has to change something first
 * @param code the marketplace's, or ours for what does not leave; at most 100 characters
 * @param message for the seller: what to do; at most 500 characters
 */
public record ItemError(boolean permanent, String code, String message) {}
