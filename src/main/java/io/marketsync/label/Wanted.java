package io.marketsync.label;

/**
 * A posting whose label is to be asked for.
 *
 * @param together postings that one task may have with it, itself counted; fewer after a task that printed nothing
 */
record Wanted(String number, int together) {}
