package io.marketsync.queue;

import java.util.UUID;

import org.jobrunr.jobs.states.StateName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.marketsync.job.Origin;
import io.marketsync.job.StoredJob;
import io.marketsync.queue.Steering.Both;
import io.marketsync.testing.TestStorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DeadJobsIT {

    private static final String RETRY_ALL = "ops_retry_dead_letters(?, NULL, NULL, NULL, ?)";

    private final Steering steering = new Steering();
    private final Backlog backlog = steering.backlog;

    @AfterEach
    void close() {
        backlog.close();
    }

    @Test
    void aRetriedJobStartsOverAtTheEndOfItsLine() {
        UUID job = steering.dead(steering.waiting());
        backlog.change("UPDATE job_run SET deaths = 2 WHERE job_id = ?", job);
        backlog.change(
                "UPDATE jobrunr_jobs SET sort_key = sort_key - interval '1 day', createdat = createdat - interval '1 day'"
                        + " WHERE id = ?",
                job);

        assertThat(steering.retry(job)).isTrue();

        assertThat(backlog.column(
                        "SELECT failures || ' ' || deaths || ' ' || (outcome IS NULL) FROM job_run WHERE job_id = ?",
                        job))
                .isEqualTo("0 0 true");
        assertThat(backlog.column(
                        "SELECT sort_key > createdat + interval '1 day' - interval '1 minute' FROM jobrunr_jobs"))
                .isEqualTo("t");
        assertThat(new TestStorage(backlog.database).job(job).getState()).isEqualTo(StateName.ENQUEUED);
        StoredJob again = steering.running(job);
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.waited()).hasSeconds(0);
    }

    @Test
    void onlyADeadJobIsRetriedOrDiscarded() {
        UUID waiting = steering.waiting();
        assertThat(steering.retry(waiting)).isFalse();
        assertThat(steering.discard(waiting)).isFalse();
        steering.running(waiting);
        assertThat(steering.retry(waiting)).isFalse();
        assertThat(steering.discard(waiting)).isFalse();
        assertThat(steering.state(waiting)).isEqualTo("PROCESSING");
    }

    @Test
    void aDiscardedJobWasCancelledAndKeepsItsReason() {
        UUID job = steering.dead(steering.waiting());

        assertThat(steering.discard(job)).isTrue();
        assertThat(steering.discard(job)).isFalse();

        assertThat(backlog.column("SELECT status || ' ' || reason FROM operation WHERE id = ?", job))
                .isEqualTo("cancelled bug");
        assertThat(new TestStorage(backlog.database).job(job).getState()).isEqualTo(StateName.DELETED);
    }

    @Test
    void aLivingTwinStandsInTheWayAndIsNamed() {
        UUID dead = steering.dead(steering.enqueue(steering.unique()).id());
        UUID twin = steering.enqueue(steering.unique()).id();

        assertThat(steering.retry(dead)).isFalse();

        UUID named = backlog.database.api().forSeller(steering.seller, handle -> handle.select(
                        "SELECT twin FROM retry_job(?)", dead)
                .mapTo(UUID.class)
                .one());
        assertThat(named).isEqualTo(twin);
        assertThat(steering.state(dead)).isEqualTo("FAILED");
    }

    @Test
    void aTwinUnderTheKeyOfAFollowUpStandsInTheWayToo() {
        UUID dead = steering.dead(steering.enqueue(steering.unique()).id());
        UUID twin = steering.enqueue(steering.unique()).id();
        backlog.change("UPDATE jobrunr_jobs SET unique_key = unique_key || '#rerun' WHERE id = ?", twin);

        assertThat(steering.retry(dead)).isFalse();
    }

    @Test
    void againstANewTwinExactlyOneOfThemLives() throws Exception {
        for (int round = 0; round < 40; round++) {
            UUID dead = steering.dead(steering.enqueue(steering.unique()).id());

            Both<Boolean, Enqueued> raced =
                    Steering.both(() -> steering.retry(dead), () -> steering.enqueue(steering.unique()));

            assertThat(raced.other().joined()).isEqualTo(raced.one());
            assertThat(backlog.column("SELECT count(*) FROM jobrunr_jobs WHERE state = 'ENQUEUED'"))
                    .isEqualTo("1");
            backlog.change("DELETE FROM jobrunr_jobs");
        }
    }

    @Test
    void ofSeveralDeadTwinsTheYoungestIsRetriedAndTheRestStayDead() {
        UUID older = steering.dead(steering.enqueue(steering.unique()).id());
        UUID younger = steering.dead(steering.enqueue(steering.unique()).id());

        assertThat(steering.asOps(RETRY_ALL, 1000)).isEqualTo("(1,f)");
        assertThat(steering.asOps(RETRY_ALL, 1000)).isEqualTo("(0,f)");

        assertThat(steering.state(older)).isEqualTo("FAILED");
        assertThat(steering.state(younger)).isEqualTo("ENQUEUED");
    }

    @Test
    void aBatchIsBoundedAndSaysWhetherMoreIsLeft() {
        for (int i = 0; i < 5; i++) {
            steering.dead(steering.waiting());
        }
        assertThat(steering.asOps(RETRY_ALL, 3)).isEqualTo("(3,t)");
        assertThat(steering.asOps("ops_discard_dead_letters(?, NULL, NULL, NULL, ?)", 1))
                .isEqualTo("(1,t)");
        assertThat(steering.asOps(RETRY_ALL, 3)).isEqualTo("(1,f)");
        assertThat(backlog.column("SELECT count(*) FROM jobrunr_jobs WHERE state = 'ENQUEUED'"))
                .isEqualTo("4");
    }

    @Test
    void filtersNarrowWhatABatchTouches() {
        UUID other = backlog.seller();
        UUID foreign = backlog.enqueue(other, null, Backlog.PUSH, Origin.CRON, 0);
        steering.dead(foreign);
        UUID own = steering.dead(steering.waiting());

        assertThat(steering.asOps("ops_retry_dead_letters(?, 'test.pull', 'auth', NULL, 10)"))
                .isEqualTo("(0,f)");
        assertThat(steering.asOps("ops_retry_dead_letters(?, 'test.push', 'bug', ?, 10)", steering.seller))
                .isEqualTo("(0,f)");
        assertThat(steering.asOps("ops_retry_dead_letters(?, 'test.push', 'bug', ?, 10)", other))
                .isEqualTo("(1,f)");
        assertThat(steering.state(own)).isEqualTo("FAILED");
    }

    @Test
    void twoBatchesAtOnceRetryEachJobOnce() throws Exception {
        for (int i = 0; i < 30; i++) {
            steering.dead(steering.waiting());
        }
        Steering.both(() -> steering.asOps(RETRY_ALL, 20), () -> steering.asOps(RETRY_ALL, 20));
        steering.asOps(RETRY_ALL, 1000);

        assertThat(backlog.column("SELECT count(*) FROM jobrunr_jobs WHERE state = 'ENQUEUED' AND version = 4"))
                .isEqualTo("30");
    }

    @Test
    void aJobOfAPausedShopIsRetriedIntoThePause() {
        UUID job = steering.dead(steering.waiting());
        steering.asOps("ops_pause(?, 'shop', ?, 'note')", steering.shop.toString());

        assertThat(steering.retry(job)).isTrue();

        assertThat(Backlog.claim(backlog.server(), 1)).isEmpty();
        steering.asOps("ops_resume(?, 'shop', ?)", steering.shop.toString());
        assertThat(steering.running(job).id()).isEqualTo(job);
    }

    @Test
    void nobodyWithoutALivingOpsTokenReachesAcrossSellers() {
        assertThatThrownBy(() -> backlog.database.api().forSystem(handle -> handle.select(
                                "SELECT ops_retry_dead_letters(?, NULL, NULL, NULL, 1)::text", UUID.randomUUID())
                        .mapTo(String.class)
                        .one()))
                .hasMessageContaining("not asked by a living ops token");
        for (String function : new String[] {"revive_dead(ARRAY[gen_random_uuid()])", "discard_dead('{}', 'x')"}) {
            assertThatThrownBy(() -> backlog.database.api().forSystem(handle -> handle.select("SELECT " + function)
                            .mapTo(String.class)
                            .one()))
                    .hasMessageContaining("permission denied");
        }
    }
}
