package io.marketsync.retry;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;

import static org.assertj.core.api.Assertions.assertThat;

class RetryPolicyTest {

    private static final JobFailure BROKEN = new JobFailure(Reason.TRANSIENT, "broken");

    private final RetryPolicy policy = new RetryPolicy(5, Duration.ofSeconds(4), Duration.ofSeconds(20));
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void backoffDoublesUpToItsCapWithJitterAboveHalf() {
        for (int round = 0; round < 200; round++) {
            assertThat(wait(1)).as("seed %d", seed).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
            assertThat(wait(2)).as("seed %d", seed).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
            assertThat(wait(4)).as("seed %d", seed).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
        }
    }

    @Test
    void attemptsAreCapped() {
        assertThat(policy.next(5, BROKEN, random)).isEmpty();
    }

    @Test
    void manyAttemptsDoNotOverflow() {
        RetryPolicy patient = new RetryPolicy(1_000, Duration.ofSeconds(4), Duration.ofHours(1));
        assertThat(patient.next(900, BROKEN, random).orElseThrow())
                .isBetween(Duration.ofMinutes(30), Duration.ofHours(1));
    }

    @Test
    void theMarketplacesOwnWaitIsNeverShortened() {
        JobFailure limited = new JobFailure(Reason.RATE_LIMITED, "slower", Duration.ofMinutes(7), null);
        assertThat(policy.next(1, limited, random)).contains(Duration.ofMinutes(7));
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"AUTH", "REJECTED"})
    void whatARepeatCannotMendIsNotRepeated(Reason reason) {
        assertThat(policy.next(1, new JobFailure(reason, "no"), random)).isEmpty();
    }

    @Test
    void anUnexpectedFailureCountsAsOurBugAndIsTriedAgain() {
        assertThat(RetryPolicy.reasonOf(new IllegalStateException())).isEqualTo(Reason.BUG);
        assertThat(policy.next(1, new IllegalStateException(), random)).isPresent();
    }

    private Duration wait(int attempts) {
        return policy.next(attempts, BROKEN, random).orElseThrow();
    }
}
