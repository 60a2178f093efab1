package io.marketsync.imports;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * A file by which a seller says stock or prices of a shop.
 *
 * @param marketplace of the shop
 * @param saidAt when it began to arrive, on the database's clock: its rows count as said then
 * @param lines of its text
 * @param rowDone the last row that was applied or refused
 * @param listed its rows in the list of rejects
 * @param ended its last row is done
 * @param fault why it cannot be read as a whole; null when it can
 */
public record ImportFile(
        UUID id,
        UUID shopId,
        String marketplace,
        What what,
        Format format,
        Instant saidAt,
        long lines,
        long rowDone,
        int listed,
        boolean ended,
        String fault) {

    /** As much as one file may have. */
    public static final long MOST_BYTES = 50L * 1024 * 1024;

    /** What its rows are about. The words are a database format and part of the API. */
    public enum What {
        STOCK,
        PRICES;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static What of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** How they are written. The words are a database format. */
    public enum Format {
        /** RFC 4180 with a header, whatever of ; , and tab is between the cells. */
        CSV,
        /** A JSON object on each line. */
        NDJSON;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Format of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}
