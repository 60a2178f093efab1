package io.marketsync.permit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.marketsync.permit.Answer.Granted;
import io.marketsync.permit.Answer.Later;
import io.marketsync.testing.TestGate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What {@link Permits} promise, whoever keeps them. */
abstract class PermitsContract {

    static final Duration WINDOW = Duration.ofMillis(300);
    static final Duration LONG = Duration.ofMinutes(10);
    static final Duration UNDER_WAY = Duration.ofSeconds(20);

    static final PermitsConfig CONFIG = new TestGate.Config(0.7, UNDER_WAY, Duration.ofSeconds(5), OptionalInt.empty());

    /** Nothing of another test's levels is known. */
    final String name = UUID.randomUUID().toString();

    /** Ready: budgets that were never asked for are free. */
    abstract Permits permits();

    Level level(String suffix, int permits, Duration window) {
        return Level.of(name + suffix, new Budget(permits, window));
    }

    static Ask ask(Rank rank, int weight, Level... levels) {
        return new Ask(UUID.randomUUID().toString(), rank, 0, weight, List.of(levels));
    }

    static Ask click(Level... levels) {
        return ask(Rank.CLICK, 1, levels);
    }

    static Ask cron(Level... levels) {
        return ask(Rank.LOW, 1, levels);
    }

    int granted(int asks, Rank rank, Level... levels) {
        return (int) IntStream.range(0, asks)
                .filter(i -> permits().ask(ask(rank, 1, levels)) instanceof Granted)
                .count();
    }

    @Test
    void aBudgetIsGrantedAndNotMore() {
        Level level = level("", 5, LONG);
        assertThat(granted(20, Rank.CLICK, level)).isEqualTo(5);
    }

    @Test
    void whoIsRefusedIsToldWhenAndByWhom() {
        Level wide = level(":wide", 100, WINDOW);
        Level narrow = level(":narrow", 1, LONG);
        Ask first = click(wide, narrow);
        assertThat(permits().ask(first)).isInstanceOf(Granted.class);
        permits().answered(first, Duration.ZERO);
        Later later = (Later) permits().ask(click(wide, narrow));
        assertThat(later.level()).isEqualTo(narrow);
        assertThat(later.held()).isFalse();
        assertThat(later.in()).isCloseTo(LONG, Duration.ofSeconds(30));
    }

    @Test
    void allLevelsAreTakenOrNone() {
        Level wide = level(":wide", 3, LONG);
        Level narrow = level(":narrow", 1, LONG);
        assertThat(granted(3, Rank.CLICK, wide, narrow)).isEqualTo(1);
        assertThat(granted(3, Rank.CLICK, wide)).isEqualTo(2);
    }

    @Test
    void allBudgetsOfALevelBind() {
        Level level = new Level(name, List.of(new Budget(3, Duration.ofMinutes(5)), new Budget(2, LONG)));
        assertThat(granted(4, Rank.CLICK, level)).isEqualTo(2);
    }

    @Test
    void whatIsLeftIsToldOfTheBudgetThatHasLeast() {
        Level wide = level(":wide", 50, LONG);
        Level narrow = level(":narrow", 4, LONG);
        assertThat(((Granted) permits().ask(click(wide, narrow))).left()).isEqualTo(3);
        assertThat(((Granted) permits().ask(click(wide, narrow))).left()).isEqualTo(2);
        assertThat(((Granted) permits().ask(click(new Level(name + ":none", List.of())))).left())
                .isEqualTo(-1);
    }

    @Test
    void aPermitComesBackAWindowAfterTheAnswer() {
        Level level = level("", 1, WINDOW);
        Ask call = click(level);
        assertThat(permits().ask(call)).isInstanceOf(Granted.class);
        permits().answered(call, Duration.ZERO);
        Later later = (Later) permits().ask(click(level));
        assertThat(later.in()).isBetween(Duration.ofMillis(1), WINDOW);
        assertThat(awaitGranted(click(level))).isBetween(later.in().minus(Duration.ofMillis(50)), UNDER_WAY);
    }

    @Test
    void aCallWithoutAnswerKeepsItsPermitAsIfItArrivedLate() {
        Level level = level("", 1, WINDOW);
        Ask call = click(level);
        assertThat(permits().ask(call)).isInstanceOf(Granted.class);
        Ask next = click(level);
        Later hopeful = (Later) permits().ask(next);
        assertThat(hopeful.in()).as("it may be answered at once").isLessThanOrEqualTo(WINDOW);
        LockSupport.parkNanos(WINDOW.plusMillis(50).toNanos());
        assertThat(permits().ask(next.again(hopeful.since()))).isInstanceOf(Later.class);
        permits().answered(call, WINDOW);
        assertThat(permits().ask(next.again(hopeful.since()))).isInstanceOf(Granted.class);
    }

    @Test
    void aPermitThatWasNotUsedIsFreeAtOnce() {
        Level level = level("", 1, LONG);
        Ask call = cron(level);
        assertThat(permits().ask(call)).isInstanceOf(Granted.class);
        permits().unused(call);
        assertThat(granted(2, Rank.LOW, level)).isEqualTo(1);
    }

    @Test
    void backgroundUsesAPartOnly() {
        Level level = level("", 10, LONG);
        assertThat(granted(20, Rank.HIGH, level)).isEqualTo(7);
        assertThat(granted(20, Rank.LOW, level)).isZero();
        assertThat(granted(20, Rank.CLICK, level)).isEqualTo(3);
    }

    @Test
    void clicksMayUseItAllAndLeaveNothing() {
        Level level = level("", 10, LONG);
        assertThat(granted(20, Rank.CLICK, level)).isEqualTo(10);
        assertThat(granted(20, Rank.LOW, level)).isZero();
    }

    @Test
    void aCallMayCostMore() {
        Level level = level("", 5, LONG);
        assertThat(permits().ask(ask(Rank.CLICK, 3, level))).isInstanceOf(Granted.class);
        permits().leave(toldLater(ask(Rank.CLICK, 3, level)));
        assertThat(permits().ask(ask(Rank.CLICK, 2, level))).isInstanceOf(Granted.class);
    }

    @Test
    void aCallThatCostsMoreThanItsBudgetIsMadeWhenAllOfItIsFree() {
        Level level = level("", 2, LONG);
        assertThat(permits().ask(ask(Rank.CLICK, 3, level))).isInstanceOf(Granted.class);
        Level used = level(":used", 2, LONG);
        assertThat(granted(1, Rank.CLICK, used)).isEqualTo(1);
        assertThat(permits().ask(ask(Rank.CLICK, 3, used))).isInstanceOf(Later.class);
    }

    @Test
    void whatOthersUseIsCharged() {
        Level level = level("", 5, LONG);
        permits().charge(level, 3);
        assertThat(granted(5, Rank.CLICK, level)).isEqualTo(2);
        Level two = new Level(name + ":two", List.of(new Budget(9, Duration.ofMinutes(5)), new Budget(4, LONG)));
        permits().charge(two, 100);
        assertThat(granted(1, Rank.CLICK, two)).as("all of both").isZero();
    }

    @Test
    void higherRanksGoFirstThenWhoAskedFirst() {
        Level level = level("", 1, LONG);
        Ask running = click(level);
        assertThat(permits().ask(running)).isInstanceOf(Granted.class);
        permits().answered(running, LONG.minus(Duration.ofMillis(500)));
        Ask second = toldLater(cron(level));
        Ask third = toldLater(cron(level));
        Ask first = toldLater(click(level));
        LockSupport.parkNanos(Duration.ofMillis(505).toNanos());
        // a place is kept for a moment after the time that was told, so all three ask in time
        assertThat(permits().ask(third)).isInstanceOf(Later.class);
        assertThat(permits().ask(second)).isInstanceOf(Later.class);
        assertThat(permits().ask(first)).isInstanceOf(Granted.class);
        permits().leave(second);
        permits().leave(third);
    }

    @Test
    void whoLeavesKeepsNobodyWaiting() {
        Level level = level("", 1, WINDOW);
        Ask running = click(level);
        assertThat(permits().ask(running)).isInstanceOf(Granted.class);
        permits().answered(running, Duration.ZERO);
        Ask leaves = toldLater(click(level));
        Ask stays = toldLater(cron(level));
        permits().leave(leaves);
        LockSupport.parkNanos(WINDOW.toNanos());
        assertThat(permits().ask(stays)).isInstanceOf(Granted.class);
    }

    @Test
    void whoComesNoMoreKeepsNobodyWaitingForLong() {
        Level level = level("", 1, WINDOW);
        Ask running = click(level);
        assertThat(permits().ask(running)).isInstanceOf(Granted.class);
        permits().answered(running, Duration.ZERO);
        toldLater(click(level));
        awaitGranted(cron(level));
    }

    @Test
    void whoStandsBehindOthersIsToldALaterTime() {
        Level level = level("", 1, WINDOW);
        Ask running = click(level);
        assertThat(permits().ask(running)).isInstanceOf(Granted.class);
        permits().answered(running, Duration.ZERO);
        Duration previous = Duration.ZERO;
        for (int place = 0; place < 3; place++) {
            Later later = (Later) permits().ask(click(level));
            assertThat(later.in()).isGreaterThan(previous);
            previous = later.in().plus(WINDOW.dividedBy(2));
        }
    }

    @Test
    void aHeldLevelGrantsNothingUntilThen() {
        Level held = level(":held", 10, LONG);
        Level other = level(":other", 10, LONG);
        permits().hold(held, Duration.ofSeconds(30), Duration.ZERO);
        permits().hold(held, Duration.ofSeconds(1), Duration.ZERO);
        Later later = (Later) permits().ask(click(other, held));
        assertThat(later.held()).isTrue();
        assertThat(later.level()).isEqualTo(held);
        assertThat(later.in().toMillis()).isCloseTo(30_000, within(5_000L));
        assertThat(granted(1, Rank.CLICK, other)).as("nobody beside it").isEqualTo(1);
        permits().release(held);
        assertThat(granted(1, Rank.CLICK, held)).isEqualTo(1);
    }

    @Test
    void aHoldEnds() {
        Level level = level("", 1, LONG);
        permits().hold(level, WINDOW, Duration.ZERO);
        awaitGranted(click(level));
    }

    @Test
    void afterAHoldItMayBeginWithLittle() {
        Level level = level("", 100, LONG);
        permits().hold(level, Duration.ofMillis(10), LONG);
        awaitGranted(click(level));
        assertThat(granted(100, Rank.CLICK, level)).isBetween(0, 10);
    }

    @Test
    void noWindowEverHoldsMoreCallsThanTheBudget() throws InterruptedException {
        int permits = 6;
        int calls = 60;
        Level wide = level(":wide", 100, WINDOW);
        Level narrow = level(":narrow", permits, WINDOW);
        Queue<Long> sent = new ConcurrentLinkedQueue<>();
        CountDownLatch left = new CountDownLatch(calls);
        List<Thread> callers = IntStream.range(0, 8)
                .mapToObj(i -> Thread.ofPlatform().start(() -> {
                    while (left.getCount() > 0 && !Thread.currentThread().isInterrupted()) {
                        Ask call = ask(i % 2 == 0 ? Rank.CLICK : Rank.LOW, 1, wide, narrow);
                        awaitGranted(call);
                        sent.add(System.nanoTime());
                        LockSupport.parkNanos(Duration.ofMillis(i).toNanos());
                        permits().answered(call, Duration.ZERO);
                        left.countDown();
                    }
                }))
                .toList();
        assertThat(left.await(90, TimeUnit.SECONDS)).isTrue();
        callers.forEach(Thread::interrupt);
        for (Thread caller : callers) {
            caller.join();
        }
        List<Long> times = new ArrayList<>(sent);
        times.sort(null);
        for (int i = permits; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - permits)).isGreaterThanOrEqualTo(WINDOW.toNanos());
        }
    }

    Ask toldLater(Ask ask) {
        return ask.again(((Later) permits().ask(ask)).since());
    }

    /** As a caller does; how long it took. */
    private Duration awaitGranted(Ask ask) {
        long began = System.nanoTime();
        Ask[] asks = {ask};
        Awaitility.await().atMost(UNDER_WAY).pollInterval(Duration.ofMillis(2)).until(() -> switch (permits()
                .ask(asks[0])) {
            case Granted granted -> {
                LockSupport.parkNanos(granted.in().toNanos());
                yield true;
            }
            case Later later -> {
                asks[0] = asks[0].again(later.since());
                yield false;
            }
        });
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
