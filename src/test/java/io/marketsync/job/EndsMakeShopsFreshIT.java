package io.marketsync.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.marketsync.failure.Reason;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestStorage;

import static org.assertj.core.api.Assertions.assertThat;

/** The end of an attempt says in the same statement when its shop was brought up to date, whoever asked. */
class EndsMakeShopsFreshIT {

    record Args() {}

    private static final Kind<Args> KIND = new Kind<>(
            "test.fresh", Queue.HIGH, Duration.ofSeconds(1), Duration.ofSeconds(2), RetryPolicy.DEFAULT, Args.class);

    private final TestDatabase database = TestDatabase.shared().withoutJobs();
    private final TestStorage storage = new TestStorage(database);
    private final UUID seller = database.seller("Fresh seller");
    private final UUID shop = database.shop(seller);

    @BeforeEach
    void nothingIsFresh() {
        database.superuser().useHandle(handle -> handle.execute("TRUNCATE freshness"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FAILED")
    void anAttemptThatSucceeded(Outcome outcome) {
        end(AttemptEnd.of(attempt(shop), outcome));
        assertThat(fresh()).isEqualTo(1);
        assertThat(fresh("kind = 'test.fresh' AND succeeded_at > now() - interval '1 minute' AND asked_at IS NULL"))
                .isEqualTo(1);
    }

    @Test
    void noOtherEnd() {
        end(AttemptEnd.of(attempt(shop), Outcome.FAILED));
        end(AttemptEnd.dead(attempt(shop), Reason.TRANSIENT, "Reset."));
        end(AttemptEnd.retried(attempt(shop), Instant.now(), Reason.TRANSIENT, "Reset."));
        end(AttemptEnd.snoozed(attempt(shop), Instant.now(), "Later."));
        end(AttemptEnd.released(attempt(shop), "Stopped."));
        end(AttemptEnd.discarded(attempt(shop), "Gone."));
        end(AttemptEnd.of(attempt(null), Outcome.OK));
        assertThat(fresh()).isZero();
    }

    @Test
    void anAttemptThatLostItsJobMakesNothingFresh() {
        StoredJob lost = attempt(shop);
        storage.attempt(lost.id(), Instant.now());
        assertThat(end(AttemptEnd.of(lost, Outcome.OK))).isZero();
        assertThat(fresh()).isZero();
    }

    @Test
    void endsOfManyShopsAndOfOneShopTwiceAreOneStatement() {
        List<AttemptEnd> ends = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ends.add(AttemptEnd.of(attempt(database.shop(seller)), Outcome.OK));
        }
        ends.add(AttemptEnd.of(attempt(shop), Outcome.OK));
        ends.add(AttemptEnd.of(attempt(shop), Outcome.PARTIAL));
        ends.add(AttemptEnd.dead(attempt(database.shop(seller)), Reason.REJECTED, "No."));
        ends.add(AttemptEnd.of(attempt(null), Outcome.OK));
        assertThat(end(ends.toArray(AttemptEnd[]::new))).isEqualTo(24);
        assertThat(fresh()).isEqualTo(21);
    }

    @Test
    void theNextSyncMovesItOnAndKeepsWhatCronAsked() {
        database.superuser()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO freshness VALUES (?, ?, 'test.fresh', '2020-01-01', '2020-01-02')", seller, shop));
        end(AttemptEnd.of(attempt(shop), Outcome.OK));
        assertThat(fresh("succeeded_at > now() - interval '1 minute' AND asked_at = '2020-01-02'"))
                .isEqualTo(1);
    }

    private StoredJob attempt(UUID of) {
        JobTarget target = of == null ? JobTarget.ofSeller(seller) : new JobTarget(seller, of, "ozon");
        NewJob job = new NewJob(KIND, target, new Args(), 0, false, Origin.CLICK, null);
        UUID id = database.workers()
                .forSystem(
                        handle -> storage.queue.enqueueAll(handle, List.of(job)).getFirst());
        return storage.attempt(id, Instant.parse("2026-03-01T12:00:00Z"));
    }

    private int end(AttemptEnd... ends) {
        return database.workers()
                .forSystem(handle -> new JobRunStore().end(handle, List.of(ends)))
                .size();
    }

    private long fresh() {
        return fresh("true");
    }

    private long fresh(String which) {
        return database.superuser().withHandle(handle -> handle.select("SELECT count(*) FROM freshness WHERE " + which)
                .mapTo(Long.class)
                .one());
    }
}
