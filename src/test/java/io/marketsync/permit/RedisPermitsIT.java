package io.marketsync.permit;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.marketsync.permit.Answer.Granted;
import io.marketsync.permit.Answer.Later;
import io.marketsync.testing.TestRedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class RedisPermitsIT extends PermitsContract {

    private static TestRedis redis;

    private Part part = Part.ALL;
    private final RedisPermits permits = new RedisPermits(redis, CONFIG, () -> part);

    @BeforeAll
    static void start() throws IOException {
        redis = new TestRedis();
        longKnown();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    /** As if this Redis had been used since before any window. */
    private static void longKnown() {
        new RedisPermits(redis, CONFIG, () -> Part.ALL).ask(click(new Level("any", List.of())));
        redis.execute("HSET", "ms:{permits}:epoch", "at", "0");
    }

    @Override
    Permits permits() {
        return permits;
    }

    @Test
    void aRedisThatKnowsNothingGrantsNothingForAWindow() {
        Level level = level("", 10, WINDOW);
        Level slow = level(":slow", 10, LONG);
        assertThat(granted(1, Rank.CLICK, level)).isEqualTo(1);
        redis.execute("FLUSHALL");
        Later later = (Later) permits.ask(click(slow));
        assertThat(later.in()).isCloseTo(LONG, Duration.ofSeconds(30));
        longKnown();
    }

    @Test
    void aRestartedRedisMayHaveForgottenAndGrantsNothingForAWindow() throws IOException {
        Level level = level("", 10, LONG);
        assertThat(granted(1, Rank.CLICK, level)).isEqualTo(1);
        redis.restart();
        permits.leave(toldLater(click(level)));
        longKnown();
        assertThat(granted(10, Rank.CLICK, level)).as("one is remembered").isEqualTo(9);
    }

    @Test
    void aPartOfABudgetLeavesTheRestToOthers() {
        Level level = level("", 10, LONG);
        part = new Part(3, 4);
        assertThat(granted(10, Rank.CLICK, level)).isEqualTo(7);
        part = new Part(0, 4);
        assertThat(granted(10, Rank.CLICK, level)).isZero();
    }

    @Test
    void whatWasGrantedElsewhereIsKnownHereAfterItIsWrittenDown() {
        Budget budget = new Budget(3, LONG);
        List<Kept> kept = IntStream.range(0, 250)
                .mapToObj(i -> new Kept(name + i, budget, false, "caller", 0, Duration.ofSeconds(-1), false))
                .toList();
        permits.remember(kept);
        assertThat(granted(3, Rank.CLICK, Level.of(name + "0", budget))).isEqualTo(2);
        assertThat(granted(3, Rank.CLICK, Level.of(name + "249", budget))).isEqualTo(2);
        Ask elsewhere = new Ask("under way", Rank.CLICK, 0, 1, List.of(Level.of(name, budget)));
        permits.remember(List.of(new Kept(name, budget, false, "under way", 0, UNDER_WAY, true)));
        permits.unused(elsewhere);
        assertThat(granted(4, Rank.CLICK, Level.of(name, budget)))
                .as("its end is known, too")
                .isEqualTo(3);
    }

    @Test
    void aForgottenScriptIsToldAgain() {
        redis.execute("SCRIPT", "FLUSH");
        assertThat(permits.ask(click(level("", 1, LONG)))).isInstanceOf(Granted.class);
    }

    @Test
    void everyKeyLiesInOneSlotAndEnds() {
        Level level = level("", 1, LONG);
        granted(3, Rank.LOW, level);
        permits.hold(level, LONG, LONG);
        permits.charge(level, 1);
        assertThat(redis.keys()).allMatch(key -> key.startsWith("ms:{permits}:"));
        assertThat(redis.keys().stream().filter(key -> key.contains(name)).map(key ->
                        (Long) redis.execute("PTTL", key)))
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(left -> assertThat(left).isCloseTo(3 * LONG.toMillis() / 2, within(LONG.toMillis())));
    }
}
