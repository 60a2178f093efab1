package io.marketsync.queue;

import java.util.EnumMap;
import java.util.Map;

import org.jdbi.v3.core.Handle;

import io.marketsync.job.Queue;

/** The table {@code pool_size}: slots that operators have set in place of the configured ones. */
public final class PoolSizeStore {

    /** Queues without a size of their own are not among them. */
    public Map<Queue, Integer> all(Handle handle) {
        Map<Queue, Integer> sizes = new EnumMap<>(Queue.class);
        handle.createQuery("SELECT queue, slots FROM pool_size")
                .map((row, context) -> sizes.put(Queue.of(row.getString("queue")), row.getInt("slots")))
                .list();
        return sizes;
    }
}
