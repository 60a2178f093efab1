package io.marketsync.workers;

import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.shop.ShopStore;
import io.marketsync.telemetry.Trouble;

/**
 * How many shops have keys that end soon, read every minute by every process. NaN when it cannot be read: an old number would look
 * like keys that live.
 */
@Singleton
public class ShopKeyEnds {

    private static final Logger LOG = LoggerFactory.getLogger(ShopKeyEnds.class);

    private final ShopStore store = new ShopStore();
    private final Workshop shared;
    private final Trouble trouble = new Trouble();
    /** Null when it cannot be read. */
    private volatile Map<String, Long> known;

    ShopKeyEnds(Workshop shared, MeterRegistry registry) {
        this.shared = shared;
        for (String endsIn : List.of("ended", "3d", "14d", "later", "unknown")) {
            Gauge.builder("marketsync.shop.keys", () -> shops(endsIn))
                    .description("Shops by how long their key still works; those whose key is refused do not count")
                    .tags("ends_in", endsIn)
                    .register(registry);
        }
    }

    @Scheduled(every = "60s", delayed = "0s", concurrentExecution = ConcurrentExecution.SKIP)
    void read() {
        try {
            known = shared.transactions().forSystem(store::keyEnds);
            if (trouble.ends()) {
                LOG.info("the ends of shops' keys are read again");
            }
        } catch (RuntimeException e) {
            known = null;
            if (trouble.begins()) {
                LOG.warn(
                        "the ends of shops' keys cannot be read; their metric is NaN until they can: {}",
                        Trouble.why(e));
            }
        }
    }

    private double shops(String endsIn) {
        Map<String, Long> read = known;
        return read == null ? Double.NaN : read.getOrDefault(endsIn, 0L);
    }
}
