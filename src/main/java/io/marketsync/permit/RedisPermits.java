package io.marketsync.permit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.marketsync.redis.RedisAway;
import io.marketsync.redis.RedisCommands;
import io.marketsync.redis.RedisRefused;
import io.marketsync.redis.RedisScript;

/**
 * Permits in Redis, shared by all processes. One round trip each; the clock is that of Redis. All keys lie in one hash slot, because
 * all levels are taken at once. Every method throws {@link RedisAway} or {@link RedisRefused} when Redis does not do its part.
 */
public final class RedisPermits implements Permits {

    /** Logs written down with one command when this process comes back: enough to be quick, few enough to hold up nobody. */
    private static final int LOGS_AT_ONCE = 100;

    private static final RedisScript ASK = RedisScript.of(RedisPermits.class, "ask.lua");
    private static final RedisScript SETTLE = RedisScript.of(RedisPermits.class, "settle.lua");
    private static final RedisScript LEAVE = RedisScript.of(RedisPermits.class, "leave.lua");
    private static final RedisScript CHARGE = RedisScript.of(RedisPermits.class, "charge.lua");
    private static final RedisScript REMEMBER = RedisScript.of(RedisPermits.class, "remember.lua");
    private static final RedisScript HOLD = RedisScript.of(RedisPermits.class, "hold.lua");

    private static final int NEVER_SENT = -1;
    private static final String PREFIX = "ms:{permits}:";

    private final RedisCommands redis;
    private final PermitsConfig config;
    private final Supplier<Part> part;

    /** @param part of each budget that is to be had here; the rest belongs to processes that cannot reach Redis */
    public RedisPermits(RedisCommands redis, PermitsConfig config, Supplier<Part> part) {
        this.redis = redis;
        this.config = config;
        this.part = part;
    }

    @Override
    public Answer ask(Ask ask) {
        List<String> keys = new ArrayList<>();
        List<String> words = new ArrayList<>();
        Part ours = part.get();
        keys.add(PREFIX + "epoch");
        words.add(ask.caller());
        words.add(String.valueOf(ask.rank().ordinal()));
        words.add(String.valueOf(ask.since()));
        words.add(String.valueOf(ask.weight()));
        words.add(micros(config.underWay()));
        words.add(micros(AHEAD));
        words.add(micros(LATE));
        words.add(String.valueOf(ours.numerator()));
        words.add(String.valueOf(ours.denominator()));
        words.add(String.valueOf(ask.levels().size()));
        for (Level level : ask.levels()) {
            keys.add(hold(level));
            keys.add(queue(level));
            keys.add(toldWhen(level));
            words.add(String.valueOf(level.budgets().size()));
            for (Budget budget : level.budgets()) {
                keys.add(log(level.name(), budget));
                keys.add(backgroundLog(level.name(), budget));
                words.add(String.valueOf(budget.permits()));
                words.add(String.valueOf(budget.background(config.backgroundShare())));
                words.add(String.valueOf(budget.windowMicros()));
            }
        }
        List<?> answer = (List<?>) ASK.run(redis, keys, words);
        Duration in = Duration.ofNanos((Long) answer.get(1) * 1000);
        int third = Math.toIntExact((Long) answer.get(2));
        return (Long) answer.get(0) == 1
                ? new Answer.Granted(in, third)
                : new Answer.Later(
                        in,
                        Long.parseLong((String) answer.get(3)),
                        ask.levels().get(third - 1),
                        (Long) answer.get(4) == 1);
    }

    @Override
    public void answered(Ask granted, Duration ago) {
        settle(granted, ago.toNanos() / 1000);
    }

    @Override
    public void unused(Ask granted) {
        settle(granted, NEVER_SENT);
    }

    private void settle(Ask granted, long ago) {
        List<String> logs = new ArrayList<>();
        for (Level level : granted.levels()) {
            for (Budget budget : level.budgets()) {
                logs.add(log(level.name(), budget));
                if (granted.rank().background()) {
                    logs.add(backgroundLog(level.name(), budget));
                }
            }
        }
        if (!logs.isEmpty()) {
            SETTLE.run(redis, logs, List.of(granted.caller(), String.valueOf(granted.weight()), String.valueOf(ago)));
        }
    }

    @Override
    public void leave(Ask told) {
        List<String> places = told.levels().stream()
                .flatMap(level -> Stream.of(queue(level), toldWhen(level)))
                .toList();
        LEAVE.run(redis, places, List.of(told.caller()));
    }

    @Override
    public void charge(Level level, int calls) {
        List<String> words = new ArrayList<>(List.of(UUID.randomUUID().toString()));
        for (Budget budget : level.budgets()) {
            words.add(String.valueOf(Math.min(calls, budget.permits())));
            words.add(String.valueOf(budget.windowMicros()));
        }
        CHARGE.run(
                redis,
                level.budgets().stream()
                        .map(budget -> log(level.name(), budget))
                        .toList(),
                words);
    }

    @Override
    public void hold(Level level, Duration pause, Duration ramp) {
        HOLD.run(redis, List.of(hold(level)), List.of(micros(pause), micros(ramp)));
    }

    @Override
    public void release(Level level) {
        redis.execute("DEL", hold(level));
    }

    /** Calls granted elsewhere than here, as if they had been granted here. A round trip for each {@value #LOGS_AT_ONCE} logs. */
    void remember(Collection<Kept> calls) {
        List<Map.Entry<String, List<Kept>>> logs = List.copyOf(calls.stream()
                .collect(Collectors.groupingBy(call -> call.background()
                        ? backgroundLog(call.level(), call.budget())
                        : log(call.level(), call.budget())))
                .entrySet());
        for (int from = 0; from < logs.size(); from += LOGS_AT_ONCE) {
            rememberAtOnce(logs.subList(from, Math.min(from + LOGS_AT_ONCE, logs.size())));
        }
    }

    private void rememberAtOnce(List<Map.Entry<String, List<Kept>>> logs) {
        List<String> words = new ArrayList<>();
        for (Map.Entry<String, List<Kept>> log : logs) {
            List<Kept> kept = log.getValue();
            words.add(String.valueOf(kept.getFirst().budget().windowMicros()));
            words.add(String.valueOf(kept.size()));
            for (Kept call : kept) {
                words.add((call.underWay() ? "f" : "s") + call.caller() + ":" + (call.unit() + 1));
                words.add(micros(call.arrivesIn()));
            }
        }
        REMEMBER.run(redis, logs.stream().map(Map.Entry::getKey).toList(), words);
    }

    private static String queue(Level level) {
        return PREFIX + "queue:" + level.name();
    }

    private static String toldWhen(Level level) {
        return PREFIX + "told:" + level.name();
    }

    private static String hold(Level level) {
        return PREFIX + "hold:" + level.name();
    }

    private static String log(String level, Budget budget) {
        return PREFIX + "log:" + level + ":" + budget.windowMicros();
    }

    private static String backgroundLog(String level, Budget budget) {
        return PREFIX + "background:" + level + ":" + budget.windowMicros();
    }

    private static String micros(Duration duration) {
        return String.valueOf(duration.toNanos() / 1000);
    }
}
