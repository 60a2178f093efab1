package io.marketsync.stock;

import java.time.Instant;

/** What a seller says of the stock of a pair, before it is judged; each member may be null. */
public record StockUpdate(
        String offer,
        String warehouse,
        Integer available,
        Integer onHand,
        Integer safetyStock,
        Instant countedAt,
        Long version) {}
