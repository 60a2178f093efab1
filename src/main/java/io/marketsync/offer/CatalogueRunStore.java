package io.marketsync.offer;

import java.util.UUID;

import org.jdbi.v3.core.Handle;

/** The table {@code catalogue_run}, inside a transaction of its seller. */
public final class CatalogueRunStore {

    private static final String BEGIN = """
            INSERT INTO catalogue_run AS r (seller_id, shop_id, generation, started_at) VALUES (:seller, :shop, 1, now())
            ON CONFLICT (seller_id, shop_id) DO UPDATE SET generation = r.generation + 1, started_at = now()
            RETURNING r.generation, r.offers""";

    private static final String COMPLETE = """
            UPDATE catalogue_run SET completed = :generation, completed_at = now(), offers = :offers, vanished = :vanished
            WHERE seller_id = :seller AND shop_id = :shop AND generation = :generation""";

    /** @param expected offers that the last whole reading found; null when there was none */
    public record Begun(int generation, Long expected) {}

    /** From here on the generation before decides nothing any more. */
    public Begun begin(Handle handle, UUID seller, UUID shop) {
        return handle.createQuery(BEGIN)
                .bind("seller", seller)
                .bind("shop", shop)
                .map((row, context) -> new Begun(row.getInt("generation"), row.getObject("offers", Long.class)))
                .one();
    }

    /** The catalogue was read whole. */
    public void complete(Handle handle, UUID seller, UUID shop, int generation, long offers, long vanished) {
        handle.createUpdate(COMPLETE)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("generation", generation)
                .bind("offers", offers)
                .bind("vanished", vanished)
                .execute();
    }
}
