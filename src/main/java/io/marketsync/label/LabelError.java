package io.marketsync.label;

/**
 * Why a marketplace prints no label of a posting.
 *
 * @param permanent somebody has to change something first
 * @param code the marketplace's, or ours for what it does not say; at most 100 characters
 * @param message for the seller: what to do; at most 500 characters
 */
public record LabelError(boolean permanent, String code, String message) {}
