package io.marketsync.api.paging;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

import org.apache.commons.codec.digest.DigestUtils;

/**
 * What a list is a list of: its name, its seller and every filter and order. A cursor is good for exactly one scope.
 * {@code CursorScope.of("postings", seller).with("status", status)}.
 */
public final class CursorScope {

    static final int HASH_BYTES = 16;

    private final SortedMap<String, String> filters;

    private CursorScope(SortedMap<String, String> filters) {
        this.filters = filters;
    }

    public static CursorScope of(String list, UUID seller) {
        SortedMap<String, String> filters = new TreeMap<>();
        filters.put("list", list);
        filters.put("seller", String.valueOf(seller));
        return new CursorScope(filters);
    }

    /** A filter that is not set may be passed as null or left out: both are the same scope. */
    public CursorScope with(String filter, Object value) {
        SortedMap<String, String> more = new TreeMap<>(filters);
        if (value != null) {
            more.put("filter." + filter, value.toString());
        }
        return new CursorScope(more);
    }

    byte[] hash() {
        ByteArrayOutputStream canonical = new ByteArrayOutputStream();
        filters.forEach((name, value) -> {
            append(canonical, name);
            append(canonical, value);
        });
        return Arrays.copyOf(DigestUtils.sha256(canonical.toByteArray()), HASH_BYTES);
    }

    /** With its length in front, so that no two different filters read the same. */
    private static void append(ByteArrayOutputStream canonical, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        canonical.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        canonical.writeBytes(bytes);
    }
}
