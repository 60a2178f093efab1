package io.marketsync.imports;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;

/**
 * The cells of a row by the names of their columns. An empty cell says nothing.
 *
 * @param columns names, in the order of the header
 * @param texts at most as many
 */
record Cells(List<String> columns, String[] texts) {

    private static final String WHOLE = "-?[0-9]{1,18}";

    /** Null when it is not said. */
    String text(String column) {
        int at = columns.indexOf(column);
        return at < 0 || at >= texts.length || texts[at].isEmpty() ? null : texts[at];
    }

    /** Without the blanks around it. */
    String amount(String column) {
        String text = text(column);
        return text == null || text.isBlank() ? null : text.strip();
    }

    Long whole(String column) throws RefusedRow {
        String text = amount(column);
        if (text != null && !text.matches(WHOLE)) {
            throw wrong(column, "integer");
        }
        return text == null ? null : Long.valueOf(text);
    }

    Integer integer(String column) throws RefusedRow {
        Long whole = whole(column);
        if (whole != null && whole != whole.intValue()) {
            throw wrong(column, "integer");
        }
        return whole == null ? null : whole.intValue();
    }

    Instant time(String column) throws RefusedRow {
        String text = amount(column);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw wrong(column, "ISO 8601 time");
        }
    }

    private static RefusedRow wrong(String column, String expected) {
        return new RefusedRow("/" + column, "WRONG_TYPE", Map.of("expected", expected));
    }
}
