package io.marketsync.api.imports;

import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Who may send a file now. */
class IntakeTest {

    private static final UUID SELLER = UUID.randomUUID();
    private static final UUID ANOTHER = UUID.randomUUID();

    private final Intake intake = new Intake();

    @Test
    void oneSellerHasTenPlacesAndAnotherHasTheirs() {
        Intake.Place first = intake.enter(SELLER);
        enter(SELLER, 9);

        assertRefused(SELLER, ProblemCode.IMPORTS_WAITING);
        enter(ANOTHER, 10);
        first.close();

        enter(SELLER, 1);
        assertRefused(SELLER, ProblemCode.IMPORTS_WAITING);
    }

    @Test
    void theProcessHasFiftyPlaces() {
        Intake.Place first = intake.enter(SELLER);
        enter(SELLER, 9);
        Stream.generate(UUID::randomUUID).limit(4).forEach(seller -> enter(seller, 10));

        assertRefused(ANOTHER, ProblemCode.UNAVAILABLE);
        first.close();

        enter(ANOTHER, 1);
        assertRefused(ANOTHER, ProblemCode.UNAVAILABLE);
    }

    /** Of those that were refused, too: sellers come and go for as long as the process lives. */
    @Test
    void nothingIsRememberedOfWhoHasNoFileUnderWay() {
        try (Intake.Place place = intake.enter(SELLER)) {
            assertThat(intake.sellers()).isOne();
        }
        assertThat(intake.sellers()).isZero();

        IntStream.range(0, 5).forEach(i -> enter(new UUID(1, i), 10));
        assertRefused(ANOTHER, ProblemCode.UNAVAILABLE);
        assertThat(intake.sellers()).isEqualTo(5);
    }

    @Test
    void placesAreCountedByManyThreads() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<?> each : IntStream.range(0, 2_000)
                    .mapToObj(i -> threads.submit(() -> {
                        try (Intake.Place place = intake.enter(SELLER)) {
                            assertThat(inside.incrementAndGet()).isLessThanOrEqualTo(10);
                            Thread.yield();
                            inside.decrementAndGet();
                        } catch (ProblemException full) {
                            assertThat(full.code()).isEqualTo(ProblemCode.IMPORTS_WAITING);
                        }
                    }))
                    .toList()) {
                each.get();
            }
        }
        assertThat(intake.sellers()).isZero();
        enter(SELLER, 10);
    }

    private void enter(UUID seller, int times) {
        IntStream.range(0, times).forEach(i -> intake.enter(seller));
    }

    private void assertRefused(UUID seller, ProblemCode code) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> intake.enter(seller))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
