package io.marketsync.telemetry;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The breakers as this process sees them, and what it did to them. States are NaN while it does not see them. */
public final class BreakerMetrics {

    private static final List<String> STATES = List.of("closed", "open", "ramping");

    private final MeterRegistry registry;
    private final Map<String, String> states = new ConcurrentHashMap<>();
    private volatile double refusedKeys = Double.NaN;

    public BreakerMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("marketsync.shops.key.refused", () -> refusedKeys)
                .description("Shops whose jobs wait for another key, because the marketplace refuses theirs")
                .register(registry);
    }

    /** The meters of one marketplace, at 0. */
    public void register(String marketplace) {
        for (String state : STATES) {
            Gauge.builder("marketsync.breaker.state", () -> is(marketplace, state))
                    .description("1 for the state that the breaker of the marketplace is in")
                    .tags("marketplace", marketplace, "state", state)
                    .register(registry);
            changes(marketplace, state);
        }
        probes(marketplace, true);
        probes(marketplace, false);
    }

    private double is(String marketplace, String state) {
        String known = states.get(marketplace);
        return known == null ? Double.NaN : known.equals(state) ? 1 : 0;
    }

    public void state(String marketplace, String state) {
        states.put(marketplace, state);
    }

    public void refusedKeys(long shops) {
        refusedKeys = shops;
    }

    public void unknown() {
        states.clear();
        refusedKeys = Double.NaN;
    }

    /** By this process. */
    public void changed(String marketplace, String to) {
        changes(marketplace, to).increment();
    }

    public void probed(String marketplace, boolean answered) {
        probes(marketplace, answered).increment();
    }

    private Counter changes(String marketplace, String to) {
        return Counter.builder("marketsync.breaker.transitions")
                .description("Changes of the breaker of a marketplace by the state it got")
                .tags("marketplace", marketplace, "state", to)
                .register(registry);
    }

    private Counter probes(String marketplace, boolean answered) {
        return Counter.builder("marketsync.breaker.probes")
                .description("Calls that look whether a marketplace is back")
                .tags("marketplace", marketplace, "probe_result", answered ? "answered" : "failed")
                .register(registry);
    }
}
