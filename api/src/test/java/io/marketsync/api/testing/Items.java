package io.marketsync.api.testing;

import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;

import io.marketsync.api.edge.Reply;

/** Requests of many items about a seller's shop; quotes are written as apostrophes. */
public record Items(TestSeller seller, String path) {

    /** With a key of its own. */
    public Reply post(String... items) {
        return post(UUID.randomUUID().toString(), items);
    }

    public Reply post(String key, String[] items) {
        return seller.calls().withKey(key).post(path, body(items));
    }

    public Reply postWithoutKey(String... items) {
        return seller.calls().post(path, body(items));
    }

    private String body(String... items) {
        return Arrays.stream(items)
                .collect(Collectors.joining(",", "{'shop':'" + seller.shopId() + "','items':[", "]}"))
                .replace('\'', '"');
    }
}
