package io.marketsync.stock;

import java.time.Instant;
import java.util.Locale;

/**
 * What a seller says of a pair.
 *
 * @param quantity 0 to 999,999 units
 * @param safety units of them that are never offered
 * @param countedAt until when the quantity knows of orders, and of goods that left
 * @param version the highest that was said of a pair wins, and of equal ones the last; null for one more than the last
 */
public record StockCount(StockPair pair, Basis basis, int quantity, int safety, Instant countedAt, Long version) {

    /** What became of it. The words are part of a statement. */
    public enum End {
        TAKEN,
        /** Something was said with a higher version before. */
        OLDER,
        /** Something was said after it. */
        SAID_LATER
    }

    /** What was counted. The words are a database format. */
    public enum Basis {
        /** All that lies there: goods that are sold, too, until they leave. */
        ON_HAND,
        /** What is free: less what was sold until then. */
        AVAILABLE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
