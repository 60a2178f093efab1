package io.marketsync.price;

import java.time.Instant;

/**
 * Prices that the marketplace does not have yet.
 *
 * @param waiting of them, those that are not sent now: the marketplace takes no more of them for a while, or refused them
 * @param nextAt when the first of those is sent; null when none waits
 */
public record PendingPrices(int pending, int waiting, Instant nextAt) {}
