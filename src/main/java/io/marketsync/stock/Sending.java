package io.marketsync.stock;

/**
 * An item that is about to leave: nobody else sends its pair meanwhile.
 *
 * @param before what the marketplace was known to have; null when nobody knew
 */
record Sending(StockItem item, Integer before) {}
