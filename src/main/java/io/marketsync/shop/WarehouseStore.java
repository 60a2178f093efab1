package io.marketsync.shop;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** The table {@code warehouse}, inside a transaction of its seller. */
public final class WarehouseStore {

    /** What the list does not have any more stays, because postings name it, and takes no stock. */
    private static final String REPLACE = """
            WITH listed AS (
                SELECT * FROM unnest(:code, :name, :status, :active) AS n (code, name, status, active)),
            gone AS (
                UPDATE warehouse w SET active = false
                WHERE w.seller_id = :seller AND w.shop_id = :shop AND w.active AND w.code <> ALL (:code))
            INSERT INTO warehouse AS w (seller_id, shop_id, code, name, status, active, seen_at)
            SELECT :seller, :shop, code, name, status, active, now() FROM listed
            ON CONFLICT (seller_id, shop_id, code) DO UPDATE SET
                name = coalesce(excluded.name, w.name), status = excluded.status, active = excluded.active, seen_at = excluded.seen_at""";

    /** Makes the warehouses of a shop what this list of all of them says, with one statement. */
    void replace(Handle handle, UUID seller, UUID shop, List<Warehouse> list) {
        Update update = handle.createUpdate(REPLACE).bind("seller", seller).bind("shop", shop);
        update.bindArray("code", String.class, each(list, Warehouse::code));
        update.bindArray("name", String.class, each(list, Warehouse::name));
        update.bindArray("status", String.class, each(list, Warehouse::status));
        update.bindArray("active", Boolean.class, each(list, Warehouse::active));
        update.execute();
    }

    private static Object[] each(List<Warehouse> list, Function<Warehouse, Object> column) {
        return list.stream().map(column).toArray();
    }
}
