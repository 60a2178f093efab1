package io.marketsync.simulator.product;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.call.Body;
import io.marketsync.simulator.world.Product;

/** One page of products behind a cursor; {@code cursor} is empty after the last page. */
record ProductPage(List<Product> products, String cursor, int total) {

    private static final int MOST = 1000;

    /** Ozon's announcement: {@code total} goes, {@code total_items} comes. */
    private static final Instant TOTAL_RENAMED = Instant.parse("2026-11-23T00:00:00Z");

    static ProductPage of(Body body, String cursorField, List<Product> all) {
        int limit = body.limit(MOST);
        long after = IdCursor.decode(body.textOrEmpty(cursorField))[0];
        List<Product> rest = all.stream()
                .filter(product -> product.productId() > after)
                .limit(limit + 1L)
                .toList();
        if (rest.size() <= limit) {
            return new ProductPage(rest, "", all.size());
        }
        List<Product> shown = rest.subList(0, limit);
        long last = shown.getLast().productId();
        return new ProductPage(shown, IdCursor.encode(last, last), all.size());
    }

    void putTotal(ObjectNode answer, Instant now) {
        answer.put(now.isBefore(TOTAL_RENAMED) ? "total" : "total_items", total);
    }
}
