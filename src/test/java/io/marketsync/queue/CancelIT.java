package io.marketsync.queue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.jobrunr.jobs.states.StateName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

import io.marketsync.db.Schema;
import io.marketsync.job.Attempt;
import io.marketsync.job.AttemptEnd;
import io.marketsync.job.AttemptLost;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.Outcome;
import io.marketsync.job.StoredJob;
import io.marketsync.queue.Steering.Both;
import io.marketsync.testing.TestStorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CancelIT {

    private static final int ROUNDS = 40;

    private final Steering steering = new Steering();

    @AfterEach
    void close() {
        steering.backlog.close();
    }

    @Test
    void aWaitingJobIsNeverClaimed() {
        UUID job = steering.waiting();

        assertThat(steering.cancel(job)).isTrue();

        assertThat(Backlog.claim(steering.backlog.server(), 1)).isEmpty();
        assertThat(new TestStorage(steering.backlog.database).job(job).getState())
                .isEqualTo(StateName.DELETED);
    }

    @Test
    void aRunningJobsAttemptCommitsNothingMore() {
        UUID job = steering.waiting();
        StoredJob claimed = steering.running(job);
        Attempt attempt = new Attempt(claimed, steering.backlog.database.workers(), new JobRunStore(), () -> false);
        attempt.commit(handle -> 0);

        assertThat(steering.cancel(job)).isTrue();

        assertThatThrownBy(() -> attempt.commit(handle -> 0)).isInstanceOf(AttemptLost.class);
        assertThat(steering.end(AttemptEnd.of(claimed, Outcome.OK))).isFalse();
        assertThat(steering.state(job)).isEqualTo("DELETED");
        assertThat(steering.backlog.column(
                        "SELECT status || ' ' || (finished_at IS NOT NULL) FROM operation WHERE id = ?", job))
                .isEqualTo("cancelled true");
    }

    @Test
    void onlyWhoRunsItIsTold() throws Exception {
        try (Connection listener = steering.backlog.database.as(Schema.WORKER).getConnection();
                Statement listen = listener.createStatement()) {
            UUID waiting = steering.waiting();
            listen.execute("LISTEN " + JobQueue.CHANNEL);
            steering.cancel(waiting);
            UUID running = steering.waiting();
            steering.running(running);
            steering.cancel(running);

            assertThat(toldUntil("cancel:" + running, listener.unwrap(PGConnection.class)))
                    .doesNotContain("cancel:" + waiting);
        }
    }

    /** What is told up to this, and with it. */
    private static List<String> toldUntil(String last, PGConnection listener) throws SQLException {
        List<String> told = new ArrayList<>();
        while (!told.contains(last)) {
            PGNotification[] further = listener.getNotifications(5_000);
            assertThat(further).as("nothing is told after %s", told).isNotEmpty();
            Stream.of(further).map(PGNotification::getParameter).forEach(told::add);
        }
        return told;
    }

    @Test
    void aSecondTimeChangesNothing() {
        UUID job = steering.waiting();
        steering.cancel(job);
        String before = steering.backlog.column("SELECT j::text FROM jobrunr_jobs j WHERE id = ?", job);

        assertThat(steering.cancel(job)).isFalse();

        assertThat(steering.backlog.column("SELECT j::text FROM jobrunr_jobs j WHERE id = ?", job))
                .isEqualTo(before);
    }

    @Test
    void whatHasEndedStaysAsItEnded() {
        UUID finished = steering.waiting();
        steering.end(AttemptEnd.of(steering.running(finished), Outcome.OK));
        UUID dead = steering.dead(steering.waiting());

        assertThat(steering.cancel(finished)).isFalse();
        assertThat(steering.cancel(dead)).isFalse();

        assertThat(steering.state(finished)).isEqualTo("SUCCEEDED");
        assertThat(steering.state(dead)).isEqualTo("FAILED");
    }

    @Test
    void anotherSellersJobIsOutOfReach() {
        UUID other = steering.backlog.seller();
        UUID waiting = steering.waiting();
        UUID dead = steering.dead(waiting);
        UUID second = steering.waiting();

        assertThat(steering.asSeller(other, "cancel_job(?)", second)).isFalse();
        assertThat(steering.asSeller(other, "(retry_job(?)).retried", dead)).isFalse();
        assertThat(steering.asSeller(other, "discard_job(?)", dead)).isFalse();

        assertThat(steering.state(second)).isEqualTo("ENQUEUED");
        assertThat(steering.state(dead)).isEqualTo("FAILED");
    }

    @Test
    void aTransactionThatNamesNoSellerCancelsNothing() {
        UUID job = steering.waiting();

        assertThatThrownBy(() -> steering.backlog.database.api().forSystem(handle -> handle.select(
                                "SELECT cancel_job(?)", job)
                        .mapTo(Boolean.class)
                        .one()))
                .hasMessageContaining("names no seller");
    }

    @Test
    void againstAClaimItAlwaysWinsAndTheClaimsAttemptIsRefused() throws Exception {
        Claims server = steering.backlog.server();
        for (int round = 0; round < ROUNDS; round++) {
            UUID job = steering.waiting();

            Both<Boolean, List<StoredJob>> raced =
                    Steering.both(() -> steering.cancel(job), () -> Backlog.claim(server, 1));

            assertThat(raced.one()).isTrue();
            assertThat(steering.state(job)).isEqualTo("DELETED");
            raced.other().forEach(claimed -> assertThat(steering.end(AttemptEnd.of(claimed, Outcome.OK)))
                    .isFalse());
        }
    }

    @Test
    void againstTheEndExactlyOneOfThemHappens() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            StoredJob claimed = steering.running(steering.waiting());

            Both<Boolean, Boolean> raced = Steering.both(
                    () -> steering.cancel(claimed.id()), () -> steering.end(AttemptEnd.of(claimed, Outcome.OK)));

            assertThat(raced.one()).isNotEqualTo(raced.other());
            assertThat(steering.state(claimed.id())).isEqualTo(raced.one() ? "DELETED" : "SUCCEEDED");
        }
    }

    @Test
    void ofTwoCancelsOneDoesIt() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            UUID job = steering.waiting();

            Both<Boolean, Boolean> raced = Steering.both(() -> steering.cancel(job), () -> steering.cancel(job));

            assertThat(raced.one()).isNotEqualTo(raced.other());
        }
    }
}
