package io.marketsync.breaker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.marketsync.limit.HeldBack;

/**
 * The latest calls of this process to one marketplace, and whether they say that it is away. From then on until {@link #back} failures
 * are nobody's: their jobs are held back. Usable by many threads; bounded by {@value #MOST} calls.
 */
public final class CallWindow implements CallWatch {

    private static final int MOST = 5_000;
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    private final BreakerConfig config;
    private final LongSupplier nanos;
    private final ArrayDeque<Call> calls = new ArrayDeque<>();
    private final Map<String, Tally> byCredential = new HashMap<>();
    private final Map<CallEnd, Integer> ends = new EnumMap<>(CallEnd.class);
    private final Tally all = new Tally();
    private Runnable onTrip = () -> {};
    private String tripped;
    private boolean away;
    private long awayUntil;

    private record Call(long at, String credential, CallEnd end) {}

    /** By weight. */
    private static final class Tally {

        private int calls;
        private int failures;

        void add(CallEnd end, int sign) {
            calls += sign * end.weight();
            failures += end.failed() ? sign * end.weight() : 0;
        }
    }

    public CallWindow(BreakerConfig config, LongSupplier nanos) {
        this.config = config;
        this.nanos = nanos;
    }

    /** @param wake returns at once; called by the thread whose call was one too many */
    public void onTrip(Runnable wake) {
        onTrip = wake;
    }

    @Override
    public void ended(String credential, CallEnd end) {
        Optional<HeldBack> held;
        boolean trips = false;
        synchronized (this) {
            if (!away) {
                add(new Call(nanos.getAsLong(), credential, end));
                trips = end.failed() && saysAway();
                if (trips) {
                    tripped = why();
                    away(config.firstProbe());
                }
            }
            held = end.failed() && away ? Optional.of(heldBack()) : Optional.empty();
        }
        if (trips) {
            onTrip.run();
        }
        held.ifPresent(back -> {
            throw back;
        });
    }

    /** Why this process takes the marketplace for away, until {@link #away} or {@link #back} answers. */
    public synchronized Optional<String> tripped() {
        return Optional.ofNullable(tripped);
    }

    /** It is known to be away, for that long at least. */
    public synchronized void away(Duration atLeast) {
        away = true;
        awayUntil = nanos.getAsLong() + atLeast.toNanos();
    }

    /** What this process knew is known to all. */
    public synchronized void told() {
        tripped = null;
    }

    /** It is tried again. What was before says nothing about that. */
    public synchronized void back() {
        away = false;
        tripped = null;
        calls.clear();
        byCredential.clear();
        ends.clear();
        all.calls = 0;
        all.failures = 0;
    }

    private HeldBack heldBack() {
        Duration left = Duration.ofNanos(awayUntil - nanos.getAsLong());
        return new HeldBack(
                left.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : left,
                "The marketplace is away; the job goes on by itself when it is back.");
    }

    private void add(Call call) {
        long oldest = call.at - config.window().toNanos();
        while (!calls.isEmpty() && (calls.peekFirst().at - oldest < 0 || calls.size() >= MOST)) {
            count(calls.pollFirst(), -1);
        }
        calls.addLast(call);
        count(call, 1);
    }

    private void count(Call call, int sign) {
        all.add(call.end, sign);
        ends.merge(call.end, sign, Integer::sum);
        Tally credential = byCredential.computeIfAbsent(call.credential, name -> new Tally());
        credential.add(call.end, sign);
        if (credential.calls == 0) {
            byCredential.remove(call.credential);
        }
    }

    private boolean saysAway() {
        if (all.failures < config.failures() || all.failures < all.calls * config.share()) {
            return false;
        }
        long failing = failing();
        return failing >= config.credentials()
                || (failing == byCredential.size() && all.failures >= 2 * config.failures());
    }

    private long failing() {
        return byCredential.values().stream()
                .filter(credential -> credential.failures > 0)
                .count();
    }

    private String why() {
        int made = ends.values().stream().mapToInt(Integer::intValue).sum();
        String failed = ends.entrySet().stream()
                .filter(end -> end.getKey().failed() && end.getValue() > 0)
                .map(end -> end.getValue() + " " + end.getKey().word())
                .collect(Collectors.joining(", "));
        return "Of %d calls in %d s with %d credentials: %s."
                .formatted(made, config.window().toSeconds(), byCredential.size(), failed);
    }
}
