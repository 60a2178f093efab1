package io.marketsync.permit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.marketsync.limit.Deadline;
import io.marketsync.limit.HeldBack;
import io.marketsync.permit.Answer.Granted;
import io.marketsync.permit.Answer.Later;
import io.marketsync.telemetry.PermitMetrics;
import io.marketsync.testing.TestGate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class PermitGateTest {

    private static final Level LEVEL = Level.of("ozon:1", new Budget(10, Duration.ofSeconds(1)));

    /** Answers in turn what it is given, and remembers what it was asked and told. */
    private static final class Scripted implements Permits {

        final Deque<Answer> answers = new ArrayDeque<>();
        final List<Ask> asked = new ArrayList<>();
        final List<String> told = new ArrayList<>();
        Duration takes = Duration.ZERO;

        @Override
        public Answer ask(Ask ask) {
            asked.add(ask);
            LockSupport.parkNanos(takes.toNanos());
            takes = Duration.ZERO;
            return answers.remove();
        }

        @Override
        public void answered(Ask granted, Duration ago) {
            told.add("answered " + asked.indexOf(granted));
        }

        @Override
        public void unused(Ask granted) {
            told.add("unused " + asked.indexOf(granted));
        }

        @Override
        public void leave(Ask waiting) {
            told.add("left " + waiting.caller().equals(asked.getLast().caller()));
        }

        @Override
        public void charge(Level level, int calls) {
            told.add("charged " + level.name() + " " + calls);
        }

        @Override
        public void hold(Level level, Duration pause, Duration ramp) {
            told.add("held " + level.name() + " " + pause.toSeconds());
        }

        @Override
        public void release(Level level) {
            told.add("released " + level.name());
        }
    }

    private final Scripted permits = new Scripted();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PermitGate gate = new PermitGate(
            permits,
            new TestGate.Config(0.7, Duration.ofSeconds(2), Duration.ofSeconds(5), OptionalInt.of(100)),
            new PermitMetrics(registry));

    @AfterEach
    void leaveTheDeadline() {
        Deadline.leave();
    }

    private Pass pass() throws InterruptedException {
        return gate.pass("ozon", List.of(LEVEL), 1);
    }

    private HeldBack heldBack() {
        return catchThrowableOfType(HeldBack.class, this::pass);
    }

    private static Later later(long millis, boolean held) {
        return new Later(Duration.ofMillis(millis), 77, LEVEL, held);
    }

    private static Granted granted(int left) {
        return new Granted(Duration.ZERO, left);
    }

    @Test
    void theWholeApplicationIsTheWidestLevel() throws Exception {
        permits.answers.add(granted(5));
        pass();
        assertThat(permits.asked.getFirst().levels())
                .containsExactly(Level.of("application", new Budget(100, Duration.ofSeconds(1))), LEVEL);
    }

    @Test
    void aShortWaitIsSleptAndThePlaceKept() throws Exception {
        permits.answers.addAll(List.of(later(60, false), later(20, false), granted(5)));
        long began = System.nanoTime();
        pass().answered();
        assertThat(System.nanoTime() - began)
                .isGreaterThan(Duration.ofMillis(50).toNanos());
        assertThat(permits.asked).extracting(Ask::since).containsExactly(0L, 77L, 77L);
        assertThat(permits.asked.stream().map(Ask::caller).distinct()).hasSize(1);
        assertThat(permits.told).containsExactly("answered 1");
    }

    @Test
    void aLongWaitHoldsTheJobBackForExactlySoLong() {
        permits.answers.add(later(5_001, false));
        assertThat(heldBack().pause()).isEqualTo(Duration.ofMillis(5_001));
        assertThat(permits.told).containsExactly("left true");
        assertThat(registry.get("marketsync.permit.held.back").counter().count())
                .isEqualTo(1);
    }

    @Test
    void whyItIsHeldBackIsSaid() {
        permits.answers.add(later(60_000, true));
        assertThat(heldBack()).hasMessageContaining("asked to wait");
        permits.answers.add(later(60_000, false));
        assertThat(heldBack()).hasMessageContaining("rate limit is used up");
    }

    @Test
    void aWaitBeyondTheSoftLimitIsNotBegun() {
        Deadline.in(Duration.ofMillis(500), Duration.ofSeconds(60)).enter();
        permits.answers.add(later(600, false));
        assertThat(heldBack().pause())
                .as("a job is snoozed for a second at least")
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aPermitThatCameTooLateIsGivenBack() throws Exception {
        permits.takes = Duration.ofMillis(600);
        permits.answers.addAll(List.of(granted(5), granted(5)));
        pass();
        assertThat(permits.told).containsExactly("unused 0");
        assertThat(permits.asked.stream().map(Ask::caller).distinct()).hasSize(2);
    }

    @Test
    void whoIsInterruptedLeavesItsPlace() throws Exception {
        permits.answers.add(later(4_000, false));
        Thread caller = Thread.ofPlatform().start(() -> {
            try {
                pass();
            } catch (InterruptedException interrupted) {
                permits.told.add("interrupted");
            }
        });
        caller.interrupt();
        caller.join();
        assertThat(permits.told).containsExactly("left true", "interrupted");
    }

    @Test
    void ranksAreThoseOfTheThreadsWork() {
        permits.answers.addAll(List.of(granted(1), granted(1)));
        Rank.CLICK.during(() -> catchThrowableOfType(InterruptedException.class, this::pass));
        catchThrowableOfType(InterruptedException.class, this::pass);
        assertThat(permits.asked).extracting(Ask::rank).containsExactly(Rank.CLICK, Rank.LOW);
    }

    @Test
    void lessThanWeThinkIsUsedByOthers() throws Exception {
        permits.answers.addAll(List.of(granted(8), granted(8), granted(8)));
        pass().remaining(8);
        pass().remaining(6);
        assertThat(permits.told).as("calls may have overtaken").isEmpty();
        pass().remaining(0);
        assertThat(permits.told).containsExactly("charged ozon:1 8");
    }

    @Test
    void whatACallCostsMoreIsCharged() throws Exception {
        permits.answers.add(granted(8));
        pass().cost(9);
        assertThat(permits.told).containsExactly("charged ozon:1 9");
    }

    @Test
    void aHoldIsForEverybody() throws Exception {
        permits.answers.add(granted(8));
        pass().hold(LEVEL, Duration.ofSeconds(7));
        assertThat(permits.told).containsExactly("held ozon:1 7");
        assertThat(registry.get("marketsync.permit.limited").counter().count()).isEqualTo(1);
    }
}
