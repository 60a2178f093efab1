package io.marketsync.push;

/**
 * An item that is about to leave: nobody else sends another value of it meanwhile.
 *
 * @param before what the marketplace was known to have; null when nobody knew
 */
public record Sending<I, V>(I item, V before) {}
