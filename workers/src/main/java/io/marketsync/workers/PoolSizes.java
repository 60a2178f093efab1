package io.marketsync.workers;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.job.Queue;

/**
 * How wide the pools of this process are: as configured, or as an operator has set it, within what the process's database
 * connections allow. Called by the heartbeat alone, each time with what the database says now.
 */
final class PoolSizes {

    private static final Logger LOG = LoggerFactory.getLogger(PoolSizes.class);

    private final PoolsConfig config;
    private final int mostSlots;
    private final List<PoolServer> pools;
    private Map<Queue, Integer> before = Map.of();

    /** @param mostSlots of all pools of this process together; configured ones are checked at the start */
    PoolSizes(PoolsConfig config, int mostSlots, List<PoolServer> pools) {
        this.config = config;
        this.mostSlots = mostSlots;
        this.pools = pools;
    }

    /**
     * @param wanted by operators; queues without are as configured
     * @return whether a pool has another size now
     */
    boolean apply(Map<Queue, Integer> wanted) {
        Map<Queue, Integer> allowed = allowed(wanted);
        boolean news = !wanted.equals(before);
        before = wanted;
        boolean changed = false;
        for (PoolServer pool : pools) {
            int slots = allowed.get(pool.queue());
            if (news && slots < wanted.getOrDefault(pool.queue(), 0)) {
                LOG.warn(
                        "pool {} should have {} slots and gets {}: quarkus.datasource.workers.jdbc.max-size allows {} in all pools of"
                                + " this process; raise it, or start another process",
                        pool.queue().word(),
                        wanted.get(pool.queue()),
                        slots,
                        mostSlots);
            }
            if (pool.slots() != slots) {
                LOG.info("pool {} goes from {} to {} slots", pool.queue().word(), pool.slots(), slots);
                changed = true;
            }
            pool.resize(slots);
        }
        return changed;
    }

    /** Nobody gets fewer than configured for another's growth; what is left goes to high first. */
    private Map<Queue, Integer> allowed(Map<Queue, Integer> wanted) {
        Map<Queue, Integer> allowed = new EnumMap<>(Queue.class);
        for (PoolServer pool : pools) {
            int configured = config.slots().get(pool.queue().word());
            allowed.put(pool.queue(), Math.min(configured, wanted.getOrDefault(pool.queue(), configured)));
        }
        int left = Math.max(
                0,
                mostSlots
                        - allowed.values().stream().mapToInt(Integer::intValue).sum());
        for (Map.Entry<Queue, Integer> pool : allowed.entrySet()) {
            int more = Math.min(left, Math.max(0, wanted.getOrDefault(pool.getKey(), 0) - pool.getValue()));
            pool.setValue(pool.getValue() + more);
            left -= more;
        }
        return allowed;
    }
}
