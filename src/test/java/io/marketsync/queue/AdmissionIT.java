package io.marketsync.queue;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.db.Database;
import io.marketsync.db.Schema;
import io.marketsync.job.Origin;
import io.marketsync.job.Queue;
import io.marketsync.queue.Admission.Bound;
import io.marketsync.queue.Admission.Refusal;

import static org.assertj.core.api.Assertions.assertThat;

/** What a queue takes in, what asking costs, and how fast a queue drains. */
class AdmissionIT {

    private static final int BACKLOG = 100_000;
    private static final int SHARE = 50;

    /** The share and one more, and an entry for each lane. */
    private static final long MOST_ROWS = SHARE + 10;

    private final Backlog backlog = new Backlog();
    private final Admission admission = new Admission(new Random(1));
    private final JobCountStore counts = new JobCountStore();

    @BeforeEach
    void bounded() {
        backlog.change("DELETE FROM job_end_count");
        bound(1_000_000, SHARE);
    }

    @AfterEach
    void close() {
        backlog.close();
        backlog.change("TRUNCATE jobrunr_jobs, job_run, job CASCADE");
        backlog.change("ALTER TABLE jobrunr_jobs RESET (autovacuum_enabled)");
        backlog.change(
                "UPDATE queue_bound SET most = 20000, most_of_one = 2000, cron_percent = 50 WHERE queue = 'high'");
        backlog.change("DELETE FROM job_end_count");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ANALYZE jobrunr_jobs", "SELECT 1"})
    void askingReadsNoMoreThanTheShareWhateverWaits(String statistics) {
        backlog.change("ALTER TABLE jobrunr_jobs SET (autovacuum_enabled = false)");
        backlog.change("ANALYZE jobrunr_jobs"); // of nothing
        backlog.ofManySellers(BACKLOG, 1, "cron:test.pull:ozon");
        backlog.ofManySellers(BACKLOG, 1_000, "click:test.push:ozon");
        backlog.database.superuser().useHandle(handle -> handle.execute(statistics));
        foldAll();
        UUID greedy = UUID.fromString(backlog.column(
                "SELECT seller_id::text FROM jobrunr_jobs GROUP BY seller_id ORDER BY count(*) DESC LIMIT 1"));

        assertThat(rowsReadBy(greedy)).isBetween(1L, MOST_ROWS);
        assertThat(admit(greedy, 1)).map(Refusal::bound).contains(Bound.SELLER);
        assertThat(rowsReadBy(backlog.seller())).isLessThan(10);
    }

    @Test
    void whatFitsIsAdmittedAndOneMoreIsNot() {
        UUID seller = backlog.seller();
        bound(10, 6);
        backlog.enqueue(4, seller, Origin.CLICK);
        backlog.enqueue(2, backlog.seller(), Origin.CRON);

        assertThat(admit(seller, 2)).isEmpty();
        assertThat(admit(seller, 3)).map(Refusal::bound).contains(Bound.SELLER);
        assertThat(admit(seller, 3)).map(Refusal::most).contains(6);
        UUID other = backlog.seller();
        backlog.enqueue(1, other, Origin.BATCH);
        assertThat(admit(other, 3)).isEmpty();
        assertThat(admit(other, 4)).map(Refusal::bound).contains(Bound.QUEUE);
    }

    @Test
    void jobsOfAllLanesAreTheSellersButNotThoseThatRunOrAreDue() {
        UUID seller = backlog.seller();
        bound(1000, 4);
        backlog.enqueue(2, seller, Origin.CLICK);
        backlog.enqueue(seller, null, Backlog.PUSH, Origin.CRON, 0);
        assertThat(admit(seller, 1)).isEmpty();
        assertThat(admit(seller, 2)).isPresent();
        backlog.change("UPDATE jobrunr_jobs SET state = 'PROCESSING' WHERE kind = 'test.push'");
        backlog.change(
                "UPDATE jobrunr_jobs SET state = 'SCHEDULED', scheduledat = now() + interval '1 hour' WHERE id = (SELECT id FROM jobrunr_jobs WHERE state = 'ENQUEUED' LIMIT 1)");
        assertThat(admit(seller, 3)).isEmpty();
    }

    @Test
    void moreThanABoundIsAdmittedOnceNothingWaits() {
        UUID seller = backlog.seller();
        bound(100, 10);
        assertThat(admit(seller, 500)).isEmpty();
        backlog.enqueue(1, seller, Origin.BATCH);
        assertThat(admit(seller, 500)).isPresent();
        bound(0, 10);
        assertThat(admit(backlog.seller(), 1)).isPresent();
    }

    @Test
    void cronIsShedFirst() {
        bound(10, 10);
        assertThat(roomForCron()).isEqualTo(5);
        backlog.enqueue(4, backlog.seller(), Origin.CRON);
        assertThat(roomForCron()).isEqualTo(1);
        UUID seller = backlog.seller();
        backlog.enqueue(3, seller, Origin.CLICK);
        assertThat(roomForCron()).isZero();
        assertThat(admit(seller, 1)).isEmpty();
        backlog.change("UPDATE queue_bound SET cron_percent = 100 WHERE queue = 'high'");
        assertThat(roomForCron()).isEqualTo(3);
    }

    @Test
    void endsAreCountedByTheFoldOnceAndOnlyOfQueuesWithWork() {
        backlog.enqueue(10, backlog.seller(), Origin.CLICK);
        foldAll();
        assertThat(backlog.column("SELECT count(*)::text FROM job_end_count")).isEqualTo("0");

        var jobs = Backlog.claim(backlog.server(), 4);
        foldAll();
        assertThat(backlog.column("SELECT sum(n)::text FROM job_end_count WHERE queue = 'high'"))
                .as("it works, and nothing has ended")
                .isEqualTo("0");
        jobs.subList(0, 3).forEach(backlog::end);
        foldAll();
        foldAll();
        assertThat(backlog.column("SELECT sum(n)::text FROM job_end_count WHERE queue = 'high'"))
                .isEqualTo("3");
        assertThat(backlog.column("SELECT count(*)::text FROM job_end_count WHERE queue <> 'high'"))
                .isEqualTo("0");
        backlog.change("UPDATE job_end_count SET at = at - interval '20 minutes'");
        foldAll();
        assertThat(backlog.column("SELECT sum(n)::text FROM job_end_count")).isEqualTo("0");
    }

    @Test
    void theWaitIsWhatTheDrainNeedsWithinBoundsAndSpread() {
        UUID seller = backlog.seller();
        bound(1, 1000);
        backlog.enqueue(100, seller, Origin.CLICK);
        assertThat(waited(seller)).isBetween(Admission.UNKNOWN_RATE, Duration.ofSeconds(75));

        backlog.change("INSERT INTO job_end_count VALUES ('high', now() - interval '1 minute', 50)"); // 5 a second
        assertThat(waited(seller)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(25));
        assertThat(waited(seller)).isNotEqualTo(waited(seller));

        backlog.change("UPDATE job_end_count SET n = 1000000");
        assertThat(waited(seller)).isBetween(Admission.SHORTEST, Duration.ofMillis(1250));
        backlog.change("UPDATE job_end_count SET n = 1");
        assertThat(waited(seller)).isBetween(Admission.LONGEST, Duration.ofMinutes(15));
        backlog.change("UPDATE job_end_count SET n = 0");
        assertThat(waited(seller)).isBetween(Admission.UNKNOWN_RATE, Duration.ofSeconds(75));
    }

    private Duration waited(UUID seller) {
        return admit(seller, 1).orElseThrow().retryAfter();
    }

    private Optional<Refusal> admit(UUID seller, int jobs) {
        return backlog.database.api().forSeller(seller, handle -> admission.admit(handle, Queue.HIGH, seller, jobs));
    }

    private int roomForCron() {
        return backlog.database.workers().forSystem(handle -> admission.roomForCron(handle, Queue.HIGH));
    }

    private void foldAll() {
        backlog.database.workers().forSystem(counts::fold);
    }

    private void bound(int most, int ofOne) {
        backlog.change("UPDATE queue_bound SET most = ?, most_of_one = ? WHERE queue = 'high'", most, ofOne);
    }

    /** Of jobs and of counts, by a session of its own: one that ends tells what it read. */
    private long rowsReadBy(UUID seller) {
        long before = rowsRead();
        Jdbi alone = Database.on(backlog.database.as(Schema.API));
        alone.useHandle(handle -> admission.admit(handle, Queue.HIGH, seller, 1));
        long now = rowsRead();
        while (now == before) {
            now = rowsRead();
        }
        return now - before;
    }

    private long rowsRead() {
        return Long.parseLong(backlog.column("""
                SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::text FROM pg_stat_user_tables
                WHERE relname IN ('jobrunr_jobs', 'job_count', 'job_count_delta')"""));
    }
}
