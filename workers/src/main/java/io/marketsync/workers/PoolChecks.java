package io.marketsync.workers;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.marketsync.job.Queue;

/** Refuses to start with pools that cannot work, and names the property. */
final class PoolChecks {

    /** For the master's tasks and metrics. A pool whose heartbeat gets no connection stops. */
    private static final int SPARE_CONNECTIONS = 4;

    /** For each pool's heartbeat, its jobs' heartbeats and its claims. */
    private static final int CONNECTIONS_OF_A_POOL = 3;

    private PoolChecks() {}

    /** @param connections the most the workers' data source opens */
    static void requireSane(PoolsConfig config, int connections) {
        List<String> known = Arrays.stream(Queue.values()).map(Queue::word).toList();
        int slots = 0;
        for (String queue : config.serve()) {
            require(known.contains(queue), "marketsync.pools.serve names " + queue + "; queues are " + known);
            Integer width = config.slots().get(queue);
            require(
                    width != null && width >= 1 && width <= 200,
                    "marketsync.pools.slots." + queue + " must be 1 to 200");
            int forClicks = config.clickSlots().getOrDefault(queue, 0);
            require(
                    forClicks >= 0 && forClicks < width,
                    "marketsync.pools.click-slots." + queue + " must be 0 to " + (width - 1)
                            + ", fewer than marketsync.pools.slots." + queue + ", or no other job ever starts");
            slots += width;
        }
        require(slots > 0, "marketsync.pools.serve names no queue");
        require(config.poll().compareTo(Duration.ofSeconds(5)) >= 0, "marketsync.pools.poll must be at least PT5S");
        int most = mostSlots(config, connections);
        require(
                slots <= most,
                "marketsync.pools.slots add up to " + slots
                        + ", which needs quarkus.datasource.workers.jdbc.max-size of at least "
                        + (slots + connections - most) + ", not " + connections);
    }

    /** Of all pools of a process together. */
    static int mostSlots(PoolsConfig config, int connections) {
        return connections
                - SPARE_CONNECTIONS
                - CONNECTIONS_OF_A_POOL * config.serve().size();
    }

    private static void require(boolean sane, String otherwise) {
        if (!sane) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
