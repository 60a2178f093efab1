package io.marketsync.queue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.jdbi.v3.core.Handle;
import org.jobrunr.storage.StorageException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.marketsync.job.Attempt;
import io.marketsync.job.AttemptEnd;
import io.marketsync.job.AttemptLost;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.Origin;
import io.marketsync.job.Outcome;
import io.marketsync.job.StoredJob;

import static io.marketsync.queue.Backlog.PULL;
import static io.marketsync.queue.Backlog.PUSH;
import static io.marketsync.queue.Backlog.claim;
import static io.marketsync.queue.Backlog.only;
import static io.marketsync.queue.Backlog.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which jobs a claim takes, in what order, and that they are its own. */
class ClaimsIT {

    private final Backlog backlog = new Backlog();

    @AfterEach
    void close() {
        backlog.close();
    }

    @Test
    void aQuietSellersFirstJobIsNextWhateverAnotherSellerHasWaiting() {
        UUID busy = backlog.seller();
        UUID quiet = backlog.seller();
        backlog.enqueue(200, busy, Origin.SYSTEM);
        Claims server = backlog.server();
        backlog.end(only(claim(server, 1)));
        UUID first = backlog.enqueue(quiet, Origin.SYSTEM);
        assertThat(only(claim(server, 1)).id()).isEqualTo(first);
    }

    @Test
    void sellersTakeTurns() {
        List<UUID> sellers = List.of(backlog.seller(), backlog.seller(), backlog.seller());
        sellers.forEach(seller -> backlog.enqueue(10, seller, Origin.SYSTEM));
        Claims server = backlog.server();
        for (int turn = 0; turn < 10; turn++) {
            Set<UUID> served = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                StoredJob job = only(claim(server, 1));
                served.add(job.sellerId());
                backlog.end(job);
            }
            assertThat(served).containsExactlyInAnyOrderElementsOf(sellers);
        }
    }

    @Test
    void aSellerWithManyKindsTakesNoMoreTurns() {
        UUID many = backlog.seller();
        UUID one = backlog.seller();
        for (int i = 0; i < 10; i++) {
            backlog.enqueue(many, null, PULL, Origin.SYSTEM, 0);
            backlog.enqueue(many, null, PUSH, Origin.SYSTEM, 0);
            backlog.enqueue(many, null, PUSH, Origin.CRON, 0);
            backlog.enqueue(one, null, PULL, Origin.SYSTEM, 0);
        }
        Claims server = backlog.server();
        int ofOne = 0;
        for (int i = 0; i < 10; i++) {
            StoredJob job = only(claim(server, 1));
            ofOne += job.sellerId().equals(one) ? 1 : 0;
            backlog.end(job);
        }
        assertThat(ofOne).isEqualTo(5);
    }

    @Test
    void withinASellerPriorityIsAHeadStart() {
        UUID seller = backlog.seller();
        UUID later = backlog.enqueue(seller, null, PULL, Origin.SYSTEM, 0);
        UUID first = backlog.enqueue(seller, null, PULL, Origin.SYSTEM, 9);
        Claims server = backlog.server();
        assertThat(only(claim(server, 1)).id()).isEqualTo(first);
        assertThat(only(claim(server, 1)).id()).isEqualTo(later);
    }

    @Test
    void clicksGoBeforeOtherSellersCronWork() {
        backlog.enqueueOfEach(backlog.sellers(20), PULL, Origin.CRON);
        UUID click = backlog.enqueue(backlog.seller(), Origin.CLICK);
        assertThat(only(claim(backlog.server(), 1)).id()).isEqualTo(click);
    }

    @Test
    void nothingWaitsForEverBehindClicks() {
        UUID old = backlog.enqueue(backlog.seller(), Origin.CRON);
        backlog.change("UPDATE jobrunr_jobs SET sort_key = sort_key - interval '1 hour' WHERE id = ?", old);
        backlog.enqueueOfEach(backlog.sellers(20), PULL, Origin.CLICK);
        Claims server = backlog.server();
        List<UUID> first = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            first.add(only(claim(server, 1)).id());
        }
        assertThat(first.getFirst()).isNotEqualTo(old);
        assertThat(first).contains(old);
    }

    @Test
    void slotsKeptForClicksAreTakenByClicksAlone() {
        backlog.enqueue(5, backlog.seller(), Origin.CRON);
        Claims server = backlog.server();
        assertThat(server.claim(3, 2).jobs()).hasSize(2);
        assertThat(server.claim(1, 0).jobs()).isEmpty();
        UUID click = backlog.enqueue(backlog.seller(), Origin.CLICK);
        assertThat(server.claim(1, 0).jobs()).extracting(StoredJob::id).containsExactly(click);
    }

    @Test
    void oneSellersJobsFillThePoolWhenNobodyElseWaits() {
        backlog.enqueue(30, backlog.seller(), Origin.SYSTEM);
        assertThat(claim(backlog.server(), 16)).hasSize(16);
    }

    @Test
    void aClaimIsFourStatementsWhateverItClaims() {
        backlog.enqueueOfEach(backlog.sellers(40), PULL, Origin.CRON);
        Claims server = backlog.server();
        assertThat(statements(() -> claim(server, 1))).isEqualTo(4);
        assertThat(statements(() -> claim(server, 30))).isEqualTo(4);
    }

    @Test
    void aClaimThatFindsNothingIsOneStatement() {
        Claims server = backlog.server();
        assertThat(statements(() -> claim(server, 5))).isEqualTo(1);
    }

    @Test
    void noJobIsClaimedTwiceAndNoneIsLeft() throws Exception {
        List<UUID> sellers = backlog.sellers(20);
        for (int i = 0; i < 15; i++) {
            backlog.enqueueOfEach(sellers, PULL, Origin.SYSTEM);
        }
        List<UUID> claimed = backlog.claimAtOnce(6, 10);
        assertThat(claimed).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void kindsThisVersionDoesNotKnowWaitForOneThatDoes() {
        UUID job = backlog.enqueue(backlog.seller(), Origin.CLICK);
        backlog.change("UPDATE jobrunr_jobs SET lane = 'click:test.later:' WHERE id = ?", job);
        assertThat(claim(backlog.server(), 5)).isEmpty();
    }

    @Test
    void anAttemptIsNumberedAndCarriesWhatEarlierOnesCounted() {
        UUID id = backlog.enqueue(backlog.seller(), Origin.SYSTEM);
        Claims server = backlog.server();
        StoredJob first = only(claim(server, 1));
        assertThat(first.attempt()).isEqualTo(1);
        backlog.change("UPDATE job_run SET counts = '{\"created\": 7}', failures = 2 WHERE job_id = ?", id);
        backlog.change("UPDATE jobrunr_jobs SET state = 'ENQUEUED' WHERE id = ?", id);
        StoredJob second = only(claim(server, 1));
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.failures()).isEqualTo(2);
        assertThat(second.counts()).containsEntry("created", 7L);
    }

    @Test
    void aClaimThatBreaksOpensAnotherConnection() {
        Claims server = backlog.server();
        assertThat(claim(server, 1)).isEmpty();
        backlog.database
                .superuser()
                .useHandle(
                        handle -> handle.execute(
                                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'WITH RECURSIVE lanes%'"));
        assertThatThrownBy(() -> claim(server, 1)).isInstanceOf(StorageException.class);
        UUID job = backlog.enqueue(backlog.seller(), Origin.SYSTEM);
        assertThat(only(claim(server, 1)).id()).isEqualTo(job);
    }

    @Test
    void anAttemptWhoseClaimWasLostIsFencedOffByTheNextOfItsNumber() {
        UUID id = backlog.enqueue(backlog.seller(), Origin.SYSTEM);
        StoredJob lost = only(claim(backlog.server(), 1));
        // as after a crash of PostgreSQL before the claim reached its disk
        backlog.change(
                "UPDATE jobrunr_jobs SET state = 'ENQUEUED', version = version - 1, server_id = NULL WHERE id = ?", id);
        backlog.change("DELETE FROM job_run WHERE job_id = ?", id);
        StoredJob next = only(claim(backlog.server(), 1));
        assertThat(next.attempt()).isEqualTo(lost.attempt());
        assertThatThrownBy(() -> commit(lost)).isInstanceOf(AttemptLost.class);
        assertThat(backlog.end(AttemptEnd.of(lost, Outcome.OK))).isFalse();
        commit(next);
        assertThat(backlog.end(AttemptEnd.of(next, Outcome.OK))).isTrue();
    }

    @Test
    void anEndThatWaitedWhileItsJobWasTakenOverMovesNothing() throws Exception {
        UUID id = backlog.enqueue(backlog.seller(), Origin.SYSTEM);
        StoredJob first = only(claim(backlog.server(), 1));
        try (ExecutorService process = Executors.newSingleThreadExecutor();
                Handle other = backlog.database.superuser().open()) {
            other.begin();
            other.execute(
                    "UPDATE jobrunr_jobs SET version = version + 2, server_id = gen_random_uuid() WHERE id = ?", id);
            other.execute("UPDATE job_run SET attempt = 2, started_at = clock_timestamp() WHERE job_id = ?", id);
            Future<Boolean> ended = process.submit(() -> backlog.end(AttemptEnd.of(first, Outcome.OK)));
            while (backlog.column("SELECT count(*) FROM pg_locks WHERE NOT granted")
                    .equals("0")) {
                Thread.onSpinWait();
            }
            other.commit();
            assertThat(ended.get()).isFalse();
        }
        assertThat(backlog.column("SELECT state FROM jobrunr_jobs WHERE id = ?", id))
                .isEqualTo("PROCESSING");
    }

    private void commit(StoredJob job) {
        new Attempt(job, backlog.database.workers(), new JobRunStore(), () -> false).commit(handle -> null);
    }
}
