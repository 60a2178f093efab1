package io.marketsync.imports;

import io.marketsync.push.Refusal;

/**
 * A row of a file, as it was read.
 *
 * @param number as a spreadsheet counts it: the header is row 1 of a file that has one, and empty rows count
 * @param value null when it cannot be read
 * @param refusal why not; null when it can
 */
record Row<R>(long number, R value, Refusal refusal) {

    static <R> Row<R> read(long number, R value) {
        return new Row<>(number, value, null);
    }

    static <R> Row<R> refused(long number, Refusal refusal) {
        return new Row<>(number, null, refusal);
    }
}
