package io.marketsync.simulator.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.marketsync.simulator.world.TimeSource;

/**
 * What arrived, by real time: counts and sliding-window maxima per Client-Id and method, and per Client-Id over all methods
 * (method {@code *}), so that a test can prove that a client kept its budgets. Every call counts, refused ones too.
 */
public final class CallLog {

    /** Enough to look at; the maxima do not depend on it. */
    private static final int RECENT = 5_000;

    private static final String ALL_METHODS = "*";

    /** One arrival; {@code status} is 0 when the connection was closed without an answer. */
    public record Entry(Instant at, String clientId, String method, int status) {}

    /** The counts of one client and method. */
    public record Summary(
            String clientId,
            String method,
            long calls,
            Map<Integer, Long> statuses,
            int maxPerSecond,
            int maxPerMinute) {}

    private final TimeSource real;
    private final Map<String, Map<String, Tally>> tallies = new TreeMap<>();
    private final ArrayDeque<Entry> recent = new ArrayDeque<>();

    public CallLog(TimeSource real) {
        this.real = real;
    }

    public synchronized void arrived(String clientId, String method) {
        long nanos = real.nanos();
        tally(clientId, method).arrived(nanos);
        tally(clientId, ALL_METHODS).arrived(nanos);
    }

    public synchronized void answered(String clientId, String method, int status) {
        tally(clientId, method).statuses.merge(status, 1L, Long::sum);
        tally(clientId, ALL_METHODS).statuses.merge(status, 1L, Long::sum);
        recent.addLast(new Entry(real.now(), clientId, method, status));
        if (recent.size() > RECENT) {
            recent.removeFirst();
        }
    }

    public synchronized List<Summary> summaries() {
        List<Summary> summaries = new ArrayList<>();
        tallies.forEach((clientId, methods) ->
                methods.forEach((method, tally) -> summaries.add(tally.summary(clientId, method))));
        return summaries;
    }

    /** The last calls by the time of their answer, oldest first. */
    public synchronized List<Entry> recent() {
        return List.copyOf(recent);
    }

    public synchronized void clear() {
        tallies.clear();
        recent.clear();
    }

    private Tally tally(String clientId, String method) {
        return tallies.computeIfAbsent(clientId, id -> new TreeMap<>()).computeIfAbsent(method, key -> new Tally());
    }

    private static final class Tally {

        private final Map<Integer, Long> statuses = new TreeMap<>();
        private final SlidingMaximum second =
                new SlidingMaximum(Duration.ofSeconds(1).toNanos());
        private final SlidingMaximum minute =
                new SlidingMaximum(Duration.ofMinutes(1).toNanos());
        private long calls;

        void arrived(long nanos) {
            calls++;
            second.arrived(nanos);
            minute.arrived(nanos);
        }

        Summary summary(String clientId, String method) {
            return new Summary(clientId, method, calls, new TreeMap<>(statuses), second.most(), minute.most());
        }
    }
}
