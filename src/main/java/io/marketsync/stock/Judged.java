package io.marketsync.stock;

/**
 * What became of one reading.
 *
 * @param pair stands for it
 * @param drift null when the marketplace has what it is to have
 * @param undecided nothing of ours explains it; whether orders do is known when they are read
 */
record Judged(long pair, Drift drift, boolean undecided) {}
