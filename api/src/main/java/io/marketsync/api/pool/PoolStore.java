package io.marketsync.api.pool;

import java.util.List;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

import io.marketsync.api.pool.PoolsView.Pool;
import io.marketsync.api.pool.PoolsView.Size;
import io.marketsync.queue.PoolServerStore;

/** The tables {@code pool_server} and {@code pool_size}: read as they are, changed through the functions of migration V11. */
final class PoolStore {

    private static final int SHOWN = 1000;

    private static final String ALIVE = """
            SELECT process, queue, slots, draining, seen_at FROM pool_server
            WHERE seen_at > now() - :dead * interval '1 second'
            ORDER BY process, array_position(ARRAY ['high', 'normal', 'low'], queue), id LIMIT :most""";

    private static final String SIZES =
            "SELECT queue, slots FROM pool_size ORDER BY array_position(ARRAY ['high', 'normal', 'low'], queue)";

    private static final String SET = "SELECT ops_set_pool_size(:by, :queue, :slots)";
    private static final String REMOVE = "SELECT ops_remove_pool_size(:by, :queue)";

    PoolsView all(Handle handle) {
        List<Pool> alive = handle.createQuery(ALIVE)
                .bind("dead", PoolServerStore.DEAD.toSeconds())
                .bind("most", SHOWN)
                .map((row, context) -> new Pool(
                        row.getString("process"),
                        row.getString("queue"),
                        row.getObject("slots", Integer.class),
                        row.getBoolean("draining"),
                        row.getTimestamp("seen_at").toInstant()))
                .list();
        List<Size> sizes = handle.createQuery(SIZES)
                .map((row, context) -> new Size(row.getString("queue"), row.getInt("slots")))
                .list();
        return new PoolsView(alive, sizes);
    }

    /** False when there is no such queue. */
    boolean set(Handle handle, UUID askedBy, String queue, int slots) {
        return handle.createQuery(SET)
                .bind("by", askedBy)
                .bind("queue", queue)
                .bind("slots", slots)
                .mapTo(Boolean.class)
                .one();
    }

    /** False when it had no size of its own. */
    boolean remove(Handle handle, UUID askedBy, String queue) {
        return handle.createQuery(REMOVE)
                .bind("by", askedBy)
                .bind("queue", queue)
                .mapTo(Boolean.class)
                .one();
    }
}
