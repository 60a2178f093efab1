package io.marketsync.queue;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;

import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

import io.marketsync.db.Database;
import io.marketsync.db.Schema;
import io.marketsync.job.Origin;

import static org.assertj.core.api.Assertions.assertThat;

class PauseIT {

    private final Steering steering = new Steering();
    private final Backlog backlog = steering.backlog;

    @AfterEach
    void close() {
        backlog.change("TRUNCATE pause");
        backlog.close();
    }

    @ParameterizedTest
    @CsvSource({"queue,high", "kind,test.pull", "marketplace,ozon"})
    void whatIsPausedIsNotClaimedUntilItGoesOn(String scope, String name) {
        UUID job = steering.waiting();

        pause(scope, name);
        assertThat(Backlog.claim(backlog.server(), 1)).isEmpty();
        assertThat(backlog.column("SELECT paused_by FROM operation WHERE id = ?", job))
                .isEqualTo(scope);

        assertThat(resume(scope, name)).isEqualTo("true");
        assertThat(resume(scope, name)).isEqualTo("false");
        assertThat(steering.running(job).id()).isEqualTo(job);
    }

    @Test
    void aPausedShopsWaitingJobsLeaveTheQueueAndComeBack() {
        UUID waiting = steering.waiting();
        UUID scheduled = steering.waiting();
        backlog.change(
                "UPDATE jobrunr_jobs SET state = 'SCHEDULED', scheduledat = now() + interval '1 hour' WHERE id = ?",
                scheduled);
        UUID elsewhere = backlog.enqueue(steering.seller, null, Backlog.PULL, Origin.CRON, 0);

        pause("shop", steering.shop.toString());
        assertThat(held()).isEqualTo("2");
        assertThat(backlog.column("SELECT paused_by FROM operation WHERE id = ?", scheduled))
                .isEqualTo("shop");
        assertThat(steering.running(elsewhere).id()).isEqualTo(elsewhere);
        UUID late = steering.waiting();
        assertThat(held()).isEqualTo("3");

        resume("shop", steering.shop.toString());
        assertThat(held()).isEqualTo("0");
        assertThat(backlog.column("SELECT paused_by FROM operation WHERE id = ?", waiting))
                .isNull();
        assertThat(Backlog.claim(backlog.server(), 1))
                .extracting(job -> job.id())
                .containsAnyOf(waiting, late);
    }

    @Test
    void aShopThatDoesNotExistIsNotPaused() {
        assertThat(steering.asOps(
                        "ops_pause(?, 'shop', ?, 'n')", UUID.randomUUID().toString()))
                .isNull();
        assertThat(backlog.column("SELECT count(*) FROM pause")).isEqualTo("0");
    }

    @Test
    void resumingWakesEveryQueue() throws Exception {
        pause("kind", "test.pull");
        try (Connection listener = backlog.database.as(Schema.WORKER).getConnection();
                Statement listen = listener.createStatement()) {
            listen.execute("LISTEN " + JobQueue.CHANNEL);
            resume("kind", "test.pull");

            PGNotification[] told = listener.unwrap(PGConnection.class).getNotifications(5_000);

            assertThat(List.of(told))
                    .extracting(PGNotification::getParameter)
                    .containsExactlyInAnyOrder("high", "normal", "low");
        }
    }

    @Test
    void aJobThatCameInHeldWhileThePauseEndedIsLetGo() {
        pause("shop", steering.shop.toString());
        UUID job;
        try (Handle enqueueing = Database.on(backlog.database.as(Schema.WORKER)).open()) {
            enqueueing.begin();
            job = new JobQueue()
                    .enqueue(enqueueing, steering.unique(), OnTwin.JOIN)
                    .id();
            resume("shop", steering.shop.toString());
            enqueueing.commit();
        }
        assertThat(held()).isEqualTo("1");
        assertThat(Backlog.claim(backlog.server(), 1)).isEmpty();

        assertThat(release()).isEqualTo(1);
        assertThat(release()).isZero();

        assertThat(steering.running(job).id()).isEqualTo(job);
    }

    @Test
    void whatIsRightlyHeldStays() {
        steering.waiting();
        pause("shop", steering.shop.toString());
        assertThat(release()).isZero();
        assertThat(held()).isEqualTo("1");
    }

    private int release() {
        return backlog.database.workers().forSystem(new HeldJobs()::release);
    }

    private void pause(String scope, String name) {
        assertThat(steering.asOps("ops_pause(?, ?, ?, 'note')", scope, name)).isNotNull();
    }

    private String resume(String scope, String name) {
        return steering.asOps("ops_resume(?, ?, ?)", scope, name);
    }

    private String held() {
        return backlog.column("SELECT count(*) FROM jobrunr_jobs WHERE held");
    }
}
