package io.marketsync.simulator.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

import io.marketsync.simulator.limit.Permit.Verdict;

/**
 * Counts the calls of every Client-Id against its budget per second and against the budgets of single methods. A refused call
 * costs nothing. Safe for any thread; new settings begin with full budgets.
 */
public final class RateLimits {

    private static final int MINUTE = 60;

    private final LongSupplier ticks;
    private final Map<String, Client> clients = new HashMap<>();
    private final Map<String, Long> refusals = new TreeMap<>();
    private LimitSettings settings;

    public RateLimits(LimitSettings settings, LongSupplier ticks) {
        this.settings = settings;
        this.ticks = ticks;
    }

    public synchronized LimitSettings settings() {
        return settings;
    }

    public synchronized void apply(LimitSettings changed) {
        settings = changed;
        clients.clear();
    }

    public synchronized Permit acquire(String clientId, String method) {
        long now = ticks.getAsLong();
        Permit permit = clients.computeIfAbsent(clientId, id -> new Client(now)).acquire(method, now);
        if (!permit.granted()) {
            refusals.merge(clientId, 1L, Long::sum);
        }
        return permit;
    }

    /** How many calls of each client id went over its budgets, or came while it was blocked for that; scripted faults do not count. */
    public synchronized Map<String, Long> refusals() {
        return new TreeMap<>(refusals);
    }

    /** The budgets of one Client-Id. */
    private final class Client {

        private final TokenBucket all;
        private final Map<String, TokenBucket> methods = new HashMap<>();
        private int refusedInARow;
        private long circleOpenUntil;

        Client(long now) {
            this.all = new TokenBucket(settings.perSecond(), settings.divisor(), 1, now);
            this.circleOpenUntil = now;
        }

        Permit acquire(String method, long now) {
            if (now - circleOpenUntil < 0) {
                return new Permit(Verdict.CIRCLE_OPEN, 0, seconds(circleOpenUntil - now));
            }
            List<TokenBucket> buckets = bucketsOf(method, now);
            buckets.forEach(bucket -> bucket.refill(now));
            if (buckets.stream().anyMatch(TokenBucket::empty)) {
                return refuse(buckets, now);
            }
            refusedInARow = 0;
            buckets.forEach(TokenBucket::take);
            int remaining =
                    buckets.stream().mapToInt(TokenBucket::remaining).min().orElseThrow();
            return new Permit(Verdict.GRANTED, remaining, 0);
        }

        private Permit refuse(List<TokenBucket> buckets, long now) {
            refusedInARow++;
            if (settings.circleAfter() > 0 && refusedInARow >= settings.circleAfter()) {
                refusedInARow = 0;
                circleOpenUntil =
                        now + Duration.ofSeconds(settings.circleSeconds()).toNanos();
                return new Permit(Verdict.CIRCLE_OPEN, 0, settings.circleSeconds());
            }
            int wait = buckets.stream()
                    .filter(TokenBucket::empty)
                    .mapToInt(TokenBucket::secondsToToken)
                    .max()
                    .orElseThrow();
            return new Permit(Verdict.LIMITED, 0, wait);
        }

        private List<TokenBucket> bucketsOf(String method, long now) {
            List<TokenBucket> buckets = new ArrayList<>(2);
            buckets.add(all);
            Integer budget = settings.perMinute().get(method);
            if (budget != null) {
                buckets.add(methods.computeIfAbsent(
                        method, key -> new TokenBucket(budget, settings.divisor(), MINUTE, now)));
            }
            return buckets;
        }

        private static int seconds(long nanos) {
            return (int) Math.max(1, Math.ceilDiv(nanos, 1_000_000_000L));
        }
    }
}
