package io.marketsync.simulator.fault;

/**
 * When to misbehave, and how. Everything but {@code kind} is optional.
 *
 * @param path the method or the beginning of it; every method when absent
 * @param clientId every shop when absent
 * @param times how many calls it applies to, -1 for ever; default 1
 * @param skip how many matching calls pass first
 * @param probability of applying to a matching call, by seeded dice; default 1
 * @param latencyMs of kind latency; default 1000
 * @param retryAfter seconds in {@code Retry-After}; default 1 for 429, 120 for circle_open
 * @param status the HTTP status of circle_open, which Ozon does not document; default 429
 */
public record FaultRule(
        String id,
        String path,
        String clientId,
        FaultKind kind,
        Integer times,
        Integer skip,
        Double probability,
        Integer latencyMs,
        Integer retryAfter,
        Integer status) {

    public static final int FOR_EVER = -1;

    public FaultRule {
        if (kind == null) {
            throw new IllegalArgumentException("a fault needs a kind");
        }
        times = times == null ? 1 : times;
        skip = skip == null ? 0 : skip;
        probability = probability == null ? 1.0 : probability;
        latencyMs = latencyMs == null ? 1_000 : latencyMs;
        retryAfter = retryAfter == null ? (kind == FaultKind.CIRCLE_OPEN ? 120 : 1) : retryAfter;
        status = status == null ? 429 : status;
    }

    public static FaultRule once(FaultKind kind) {
        return new FaultRule(null, null, null, kind, null, null, null, null, null, null);
    }

    FaultRule named(String name) {
        return new FaultRule(name, path, clientId, kind, times, skip, probability, latencyMs, retryAfter, status);
    }

    boolean matches(String method, String client) {
        return (path == null || method.startsWith(path)) && (clientId == null || clientId.equals(client));
    }
}
