package io.marketsync.permit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.marketsync.redis.RedisAway;
import io.marketsync.redis.RedisCommands;
import io.marketsync.redis.RedisRefused;
import io.marketsync.redis.RedisScript;

/**
 * Permits in Redis, shared by all processes. One round trip each; the clock is that of Redis. All keys lie in one hash slot, because
 * all levels are taken at once. Every method throws {@link RedisAway} or {@link RedisRefused} when Redis does not do its part.
 */
public final class RedisPermits implements Permits {

    /** Permits are given so far ahead, because a caller that sleeps wakes a little late. */
    private static final Duration AHEAD = Duration.ofMillis(20);

    /** Who was told when to ask keeps the place for so long after that. */
    private static final Duration LATE = Duration.ofMillis(500);

    private static final RedisScript ASK = RedisScript.of(RedisPermits.class, "ask.lua");
    private static final RedisScript SETTLE = RedisScript.of(RedisPermits.class, "settle.lua");
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
            keys.add(PREFIX + "queue:" + level.name());
            keys.add(PREFIX + "told:" + level.name());
            words.add(String.valueOf(level.budgets().size()));
            for (Budget budget : level.budgets()) {
                keys.add(log(level, budget));
                keys.add(backgroundLog(level, budget));
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
                logs.add(log(level, budget));
                if (granted.rank().background()) {
                    logs.add(backgroundLog(level, budget));
                }
            }
        }
        if (!logs.isEmpty()) {
            SETTLE.run(redis, logs, List.of(granted.caller(), String.valueOf(granted.weight()), String.valueOf(ago)));
        }
    }

    @Override
    public void leave(Ask told) {
        for (Level level : told.levels()) {
            redis.execute("ZREM", PREFIX + "queue:" + level.name(), told.caller());
        }
    }

    @Override
    public void charge(Level level, int calls) {
        for (Budget budget : level.budgets()) {
            CHARGE.run(
                    redis,
                    List.of(log(level, budget)),
                    List.of(
                            UUID.randomUUID().toString(),
                            String.valueOf(Math.min(calls, budget.permits())),
                            String.valueOf(budget.windowMicros())));
        }
    }

    @Override
    public void hold(Level level, Duration pause, Duration ramp) {
        HOLD.run(redis, List.of(hold(level)), List.of(micros(pause), micros(ramp)));
    }

    @Override
    public void release(Level level) {
        redis.execute("DEL", hold(level));
    }

    /** Calls granted elsewhere than here, as if they had been granted here. */
    void remember(Collection<Kept> calls) {
        Map<String, List<Kept>> byLog = calls.stream()
                .collect(Collectors.groupingBy(call -> call.background()
                        ? backgroundLog(call.level(), call.budget())
                        : log(call.level(), call.budget())));
        byLog.forEach((log, kept) -> {
            List<String> words = new ArrayList<>();
            words.add(String.valueOf(kept.getFirst().budget().windowMicros()));
            for (Kept call : kept) {
                words.add((call.underWay() ? "f" : "s") + call.caller() + ":" + (call.unit() + 1));
                words.add(micros(call.arrivesIn()));
            }
            REMEMBER.run(redis, List.of(log), words);
        });
    }

    private static String hold(Level level) {
        return PREFIX + "hold:" + level.name();
    }

    private static String log(Level level, Budget budget) {
        return PREFIX + "log:" + level.name() + ":" + budget.windowMicros();
    }

    private static String backgroundLog(Level level, Budget budget) {
        return PREFIX + "background:" + level.name() + ":" + budget.windowMicros();
    }

    private static String micros(Duration duration) {
        return String.valueOf(duration.toNanos() / 1000);
    }
}
