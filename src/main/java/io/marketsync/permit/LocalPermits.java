package io.marketsync.permit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.ToIntBiFunction;
import java.util.stream.Stream;

/**
 * Permits in the memory of this process, by the same rules as {@code ask.lua}: this process's own share of each budget while Redis
 * is away. Every budget counts as spent when {@link #begin} was called. Usable by many threads; bounded by dropping
 * what its window has passed.
 */
public final class LocalPermits implements Permits {

    private static final long SOON = Duration.ofMillis(5).toNanos();
    private static final long SWEEP = Duration.ofMinutes(1).toNanos();
    private static final double LEAST_RAMP = 0.05;

    private final PermitsConfig config;
    private final LongSupplier nanos;
    private final ToIntBiFunction<String, Integer> share;
    private final Map<String, Line> lines = new HashMap<>();
    private long began;
    private long swept;
    private long lastSince;

    /** Where a call stands in one log; ordered by when it has arrived for certain. */
    private record Call(long arrives, String caller, int unit) implements Comparable<Call> {

        @Override
        public int compareTo(Call other) {
            int byTime = Long.compare(arrives, other.arrives);
            int byCaller = byTime != 0 ? byTime : caller.compareTo(other.caller);
            return byCaller != 0 ? byCaller : Integer.compare(unit, other.unit);
        }
    }

    private record Told(Rank rank, long since, long until) {}

    /** Calls of one budget, and whether each is still under way. */
    private static final class Log {

        private final TreeMap<Call, Boolean> calls = new TreeMap<>();
        private long window;

        void forget(long before) {
            calls.headMap(new Call(before, "", 0)).clear();
        }

        /** The so many latest call, from 0. */
        Map.Entry<Call, Boolean> latest(int nth) {
            return calls.descendingMap().entrySet().stream()
                    .skip(nth)
                    .findFirst()
                    .orElse(null);
        }

        void settle(String caller, Long at) {
            List<Call> found = calls.entrySet().stream()
                    .filter(entry -> entry.getValue() && entry.getKey().caller.equals(caller))
                    .map(Map.Entry::getKey)
                    .toList();
            for (Call call : found) {
                calls.remove(call);
                if (at != null) {
                    calls.put(new Call(Math.min(call.arrives, at), caller, call.unit), false);
                }
            }
        }
    }

    /** What is known of one level. */
    private static final class Line {

        private final Map<Budget, Log> logs = new HashMap<>();
        private final Map<Budget, Log> background = new HashMap<>();
        private final Map<String, Told> told = new HashMap<>();
        private boolean held;
        private long heldUntil;
        private long rampUntil;

        boolean empty(long now) {
            logs.values().forEach(log -> log.forget(now - log.window));
            background.values().forEach(log -> log.forget(now - log.window));
            told.values().removeIf(who -> who.until < now);
            return told.isEmpty()
                    && (!held || rampUntil < now)
                    && logs.values().stream().allMatch(log -> log.calls.isEmpty());
        }
    }

    /** When permits are free: for certain, and if all calls under way are answered at once. */
    private record Free(long certain, long hoped) {}

    /** @param share how many permits of the budget of so many, of the level of that name, are this process's; may be 0 */
    public LocalPermits(PermitsConfig config, LongSupplier nanos, ToIntBiFunction<String, Integer> share) {
        this.config = config;
        this.nanos = nanos;
        this.share = share;
        begin(Duration.ZERO);
    }

    /** From here on, all budgets count as spent in this moment, or that much later. */
    public synchronized void begin(Duration later) {
        began = nanos.getAsLong() + later.toNanos();
    }

    @Override
    public synchronized Answer ask(Ask ask) {
        long now = nanos.getAsLong();
        sweep(now);
        long since = ask.since() != 0 ? ask.since() : Math.max(now, ++lastSince);
        lastSince = Math.max(lastSince, since);
        double ramp = ramp(ask, now);
        long go = now;
        long again = now;
        Level by = null;
        boolean held = false;
        for (Level level : ask.levels()) {
            Line line = line(level);
            line.told.remove(ask.caller());
            line.told.values().removeIf(who -> who.until < now);
            if (line.held && line.heldUntil > go) {
                go = line.heldUntil;
                again = Math.max(again, go);
                by = level;
                held = true;
            }
            for (Budget budget : level.budgets()) {
                Free free = free(ask, since, level, budget, ramp, now);
                again = Math.max(again, free.hoped);
                if (free.certain > go) {
                    go = free.certain;
                    by = level;
                    held = false;
                }
            }
        }
        if (go <= now + AHEAD.toNanos()) {
            return new Answer.Granted(Duration.ofNanos(go - now), spend(ask, go, now, ramp));
        }
        again = Math.max(again, now + SOON);
        line(by).told.put(ask.caller(), new Told(ask.rank(), since, again + LATE.toNanos()));
        return new Answer.Later(Duration.ofNanos(again - now), since, by, held);
    }

    private double ramp(Ask ask, long now) {
        double ramp = 1;
        for (Level level : ask.levels()) {
            Line line = line(level);
            if (line.held && line.heldUntil <= now && line.rampUntil > now) {
                ramp *= Math.max(LEAST_RAMP, (double) (now - line.heldUntil) / (line.rampUntil - line.heldUntil));
            }
        }
        return ramp;
    }

    private Free free(Ask ask, long since, Level level, Budget budget, double ramp, long now) {
        Line line = line(level);
        Free free = free(
                line.logs.get(budget),
                ours(level, budget.permits(), ramp),
                before(line, ask, since, Rank.CLICK),
                ask.weight(),
                budget,
                now);
        if (!ask.rank().background()) {
            return free;
        }
        Free background = free(
                line.background.get(budget),
                ours(level, budget.background(config.backgroundShare()), ramp),
                before(line, ask, since, Rank.HIGH),
                ask.weight(),
                budget,
                now);
        return new Free(Math.max(free.certain, background.certain), Math.max(free.hoped, background.hoped));
    }

    /** A call that costs more than the budget goes when all of it is free. */
    private Free free(Log log, int permits, int before, int weight, Budget budget, long now) {
        long window = budget.window().toNanos();
        if (permits < 1) {
            return new Free(now + window, now + window);
        }
        int needed = before + Math.min(weight, permits);
        int rounds = (needed - 1) / permits;
        Map.Entry<Call, Boolean> call = log == null ? null : log.latest(permits - (needed - rounds * permits));
        long certain = call == null ? began : Math.max(began, call.getKey().arrives);
        long hoped = call != null && call.getValue()
                ? Math.max(began, call.getKey().arrives - config.underWay().toNanos())
                : certain;
        return new Free(certain + (rounds + 1) * window, hoped + (rounds + 1) * window);
    }

    private int ours(Level level, int permits, double ramp) {
        int all = share.applyAsInt(level.name(), permits);
        return ramp < 1 && all > 0 ? Math.max(1, (int) (all * ramp)) : all;
    }

    /** Callers that were told to ask again and stand before this one, from a rank on. */
    private static int before(Line line, Ask ask, long since, Rank from) {
        return (int) line.told.values().stream()
                .filter(who -> who.rank.compareTo(from) >= 0)
                .filter(who -> who.rank.compareTo(ask.rank()) < 0 || (who.rank == ask.rank() && who.since - since < 0))
                .count();
    }

    private int spend(Ask ask, long go, long now, double ramp) {
        int left = Integer.MAX_VALUE;
        for (Level level : ask.levels()) {
            Line line = line(level);
            for (Budget budget : level.budgets()) {
                Log log = line.logs.computeIfAbsent(budget, LocalPermits::log);
                spend(log, ask, go, now);
                if (ask.rank().background()) {
                    spend(line.background.computeIfAbsent(budget, LocalPermits::log), ask, go, now);
                }
                left = Math.min(left, Math.max(0, ours(level, budget.permits(), ramp) - log.calls.size()));
            }
        }
        return left == Integer.MAX_VALUE ? -1 : left;
    }

    private void spend(Log log, Ask ask, long go, long now) {
        log.forget(now - log.window);
        for (int unit = 0; unit < ask.weight(); unit++) {
            log.calls.put(new Call(go + config.underWay().toNanos(), ask.caller(), unit), true);
        }
    }

    private static Log log(Budget budget) {
        Log log = new Log();
        log.window = budget.window().toNanos();
        return log;
    }

    @Override
    public synchronized void answered(Ask granted, Duration ago) {
        settle(granted, nanos.getAsLong() - ago.toNanos());
    }

    @Override
    public synchronized void unused(Ask granted) {
        settle(granted, null);
    }

    /** A call that Redis granted stands in no log here, and makes none. */
    private void settle(Ask granted, Long at) {
        known(granted).forEach(line -> {
            line.logs.values().forEach(log -> log.settle(granted.caller(), at));
            line.background.values().forEach(log -> log.settle(granted.caller(), at));
        });
    }

    @Override
    public synchronized void leave(Ask told) {
        known(told).forEach(line -> line.told.remove(told.caller()));
    }

    private Stream<Line> known(Ask ask) {
        return ask.levels().stream().map(level -> lines.get(level.name())).filter(Objects::nonNull);
    }

    @Override
    public synchronized void charge(Level level, int calls) {
        long now = nanos.getAsLong();
        for (Budget budget : level.budgets()) {
            Log log = line(level).logs.computeIfAbsent(budget, LocalPermits::log);
            for (int unit = 0; unit < Math.min(calls, budget.permits()); unit++) {
                log.calls.put(new Call(now, "charged " + ++lastSince, unit), false);
            }
        }
    }

    @Override
    public synchronized void hold(Level level, Duration pause, Duration ramp) {
        long now = nanos.getAsLong();
        sweep(now);
        long until = now + pause.toNanos();
        Line line = line(level);
        if (!line.held || until > line.heldUntil) {
            line.held = true;
            line.heldUntil = until;
            line.rampUntil = until + ramp.toNanos();
        }
    }

    @Override
    public synchronized void release(Level level) {
        Line line = lines.get(level.name());
        if (line != null) {
            line.held = false;
        }
    }

    /** What was granted and still counts. */
    synchronized List<Kept> kept() {
        long now = nanos.getAsLong();
        List<Kept> kept = new ArrayList<>();
        lines.forEach((name, line) -> {
            line.logs.forEach((budget, log) -> kept(name, budget, false, log, now, kept));
            line.background.forEach((budget, log) -> kept(name, budget, true, log, now, kept));
        });
        return kept;
    }

    private static void kept(String level, Budget budget, boolean background, Log log, long now, List<Kept> kept) {
        log.forget(now - log.window);
        log.calls.forEach((call, underWay) -> kept.add(new Kept(
                level, budget, background, call.caller, call.unit, Duration.ofNanos(call.arrives - now), underWay)));
    }

    /** Levels of which it knows something. */
    synchronized int levels() {
        return lines.size();
    }

    private Line line(Level level) {
        return lines.computeIfAbsent(level.name(), name -> new Line());
    }

    private void sweep(long now) {
        if (now - swept > SWEEP) {
            swept = now;
            lines.values().removeIf(line -> line.empty(now));
        }
    }
}
