package io.marketsync.api.paging;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * The sort values of the last row of a page. The next page is "rows after these values", so it survives the deletion of
 * that row.
 */
public record Keyset(List<String> values) {

    public Keyset {
        values = List.copyOf(values);
    }

    public static Keyset of(Object... values) {
        return new Keyset(Arrays.stream(values).map(String::valueOf).toList());
    }

    public String text(int index) {
        return values.get(index);
    }

    public long number(int index) {
        return Long.parseLong(values.get(index));
    }

    public Instant instant(int index) {
        return Instant.parse(values.get(index));
    }

    public UUID uuid(int index) {
        return UUID.fromString(values.get(index));
    }
}
