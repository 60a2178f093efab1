package io.marketsync.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.jdbi.v3.core.Handle;
import org.jobrunr.storage.StorageException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.marketsync.db.StatementCount;
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
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    void neverMoreOfASellerThanItsLimitOverAllServers() throws Exception {
        backlog.change("UPDATE concurrency_limit SET running = 3 WHERE scope = 'seller'");
        UUID seller = backlog.seller();
        backlog.enqueue(50, seller, Origin.SYSTEM);
        claimAtOnce(4, 16);
        assertThat(backlog.column("SELECT count(*) FROM jobrunr_jobs WHERE state = 'PROCESSING'"))
                .isEqualTo("3");
    }

    @Test
    void aSellerOfItsOwnLimit() {
        backlog.change("UPDATE concurrency_limit SET running = 1 WHERE scope = 'seller'");
        UUID seller = backlog.seller();
        backlog.change("INSERT INTO concurrency_limit (scope, of, running) VALUES ('seller', ?, 5)", seller);
        backlog.enqueue(10, seller, Origin.SYSTEM);
        assertThat(claim(backlog.server(), 16)).hasSize(5);
    }

    @Test
    void oneOfAKindPerShopAndNoMoreThanItsLimitOverAllServers() throws Exception {
        backlog.change("UPDATE concurrency_limit SET running = 1 WHERE scope = 'shop'");
        UUID seller = backlog.seller();
        UUID shop = backlog.database.shop(seller);
        for (int i = 0; i < 10; i++) {
            backlog.enqueue(seller, shop, PULL, Origin.SYSTEM, 0);
            backlog.enqueue(seller, shop, PUSH, Origin.SYSTEM, 0);
        }
        claimAtOnce(4, 8);
        assertThat(backlog.column("SELECT count(*) FROM jobrunr_jobs WHERE state = 'PROCESSING'"))
                .isEqualTo("1");
        backlog.change("UPDATE concurrency_limit SET running = 8 WHERE scope = 'shop'");
        claimAtOnce(4, 8);
        assertThat(backlog.column(
                        "SELECT count(DISTINCT kind) || ' ' || count(*) FROM jobrunr_jobs WHERE state = 'PROCESSING'"))
                .isEqualTo("2 2");
    }

    @Test
    void noJobIsClaimedTwiceAndNoneIsLeft() throws Exception {
        List<UUID> sellers = backlog.sellers(20);
        for (int i = 0; i < 15; i++) {
            backlog.enqueueOfEach(sellers, PULL, Origin.SYSTEM);
        }
        List<UUID> claimed = claimAtOnce(6, 10);
        assertThat(claimed).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void aBusySellerKeepsNobodyElseWaiting() {
        backlog.change("UPDATE concurrency_limit SET running = 1 WHERE scope = 'seller'");
        Claims server = backlog.server();
        List<UUID> busy = backlog.sellers(60);
        for (int i = 0; i < 3; i++) {
            backlog.enqueueOfEach(busy, PULL, Origin.SYSTEM);
        }
        assertThat(claim(server, 60)).hasSize(60);
        UUID free = backlog.enqueue(backlog.seller(), Origin.SYSTEM);
        assertThat(only(claim(server, 1)).id()).isEqualTo(free);
    }

    @Test
    void aSpentLimitClosesItsLaneAloneAndSaysWhenToLookAgain() {
        MovableClock clock = new MovableClock();
        backlog.change("INSERT INTO start_limit (name, per_minute, burst, tokens) VALUES ('cron:test.pull', 20, 5, 5)");
        backlog.enqueueOfEach(backlog.sellers(30), PULL, Origin.CRON);
        Claims server = backlog.server(clock);
        Claims.Batch batch = server.claim(16, 16);
        assertThat(batch.jobs()).hasSize(5);
        UUID other = backlog.enqueue(backlog.seller(), null, PUSH, Origin.CRON, 0);
        Claims.Batch next = server.claim(16, 16);
        assertThat(next.jobs()).extracting(StoredJob::id).containsExactly(other);
        assertThat(next.again()).isPresent();
        assertThat(statements(() -> claim(server, 16))).isEqualTo(1);
    }

    @Test
    void aLimitHoldsOverAllServers() throws Exception {
        backlog.change(
                "INSERT INTO start_limit (name, per_minute, burst, tokens) VALUES ('cron:test.pull', 20, 20, 20)");
        backlog.enqueueOfEach(backlog.sellers(60), PULL, Origin.CRON);
        assertThat(claimAtOnce(4, 10)).hasSize(20);
    }

    @Test
    void clicksTakeWhatCronLeavesWhenTheirOwnIsSpent() {
        backlog.change("UPDATE start_limit SET per_minute = 5, burst = 5, tokens = 5 WHERE name IN ('click', 'cron')");
        backlog.enqueueOfEach(backlog.sellers(20), PULL, Origin.CLICK);
        backlog.enqueueOfEach(backlog.sellers(20), PULL, Origin.CRON);
        Claims server = backlog.server();
        List<StoredJob> started = new ArrayList<>(claim(server, 3));
        started.addAll(claim(server, 20));
        assertThat(started).hasSize(10).allMatch(job -> job.origin() == Origin.CLICK);
    }

    @Test
    void aRaisedLimitIsSeenWithinASecond() {
        MovableClock clock = new MovableClock();
        backlog.change("INSERT INTO start_limit (name, per_minute, burst, tokens) VALUES ('cron:test.pull', 0, 1, 0)");
        backlog.enqueue(backlog.seller(), null, PULL, Origin.CRON, 0);
        Claims server = backlog.server(clock);
        Claims.Batch closed = server.claim(4, 4);
        assertThat(closed.jobs()).isEmpty();
        assertThat(closed.again().orElseThrow())
                .isBeforeOrEqualTo(clock.instant().plusSeconds(1));
        backlog.change("UPDATE start_limit SET per_minute = 10, tokens = 1 WHERE name = 'cron:test.pull'");
        clock.move(Duration.ofSeconds(1));
        assertThat(server.claim(4, 4).jobs()).hasSize(1);
    }

    @Test
    void pausesHoldWhatTheyNameAndNothingElse() {
        UUID seller = backlog.seller();
        UUID shop = backlog.database.shop(seller);
        Claims server = backlog.server();
        UUID pull = backlog.enqueue(seller, shop, PULL, Origin.CRON, 0);
        UUID push = backlog.enqueue(backlog.seller(), null, PUSH, Origin.CRON, 0);
        for (String pause : List.of("('queue', 'high')", "('kind', 'test.pull')", "('marketplace', 'ozon')")) {
            backlog.change("INSERT INTO pause (scope, name) VALUES " + pause);
            List<UUID> started = claim(server, 5).stream().map(StoredJob::id).toList();
            assertThat(started).doesNotContain(pull);
            backlog.change("TRUNCATE pause");
        }
        backlog.change("INSERT INTO pause (scope, name) VALUES ('shop', ?)", shop.toString());
        assertThat(claim(server, 5)).isEmpty();
        backlog.change("TRUNCATE pause");
        assertThat(only(claim(server, 5)).id()).isEqualTo(pull);
        assertThat(backlog.column("SELECT state FROM jobrunr_jobs WHERE id = ?", push))
                .isEqualTo("PROCESSING");
    }

    @Test
    void aJobOfAPausedShopIsHeldFromTheStart() {
        UUID seller = backlog.seller();
        UUID shop = backlog.database.shop(seller);
        backlog.change("INSERT INTO pause (scope, name) VALUES ('shop', ?)", shop.toString());
        UUID job = backlog.enqueue(seller, shop, PULL, Origin.CLICK, 0);
        assertThat(backlog.column("SELECT held FROM jobrunr_jobs WHERE id = ?", job))
                .isEqualTo("t");
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

    private List<UUID> claimAtOnce(int servers, int room) throws Exception {
        List<UUID> claimed = new ArrayList<>();
        try (ExecutorService processes = Executors.newFixedThreadPool(servers)) {
            List<Callable<List<UUID>>> work = new ArrayList<>();
            for (int i = 0; i < servers; i++) {
                Claims server = backlog.server();
                work.add(() -> claimAll(server, room));
            }
            for (Future<List<UUID>> each : processes.invokeAll(work)) {
                claimed.addAll(each.get());
            }
        }
        return claimed;
    }

    /** Until nothing can be claimed and nobody else is at it. */
    private static List<UUID> claimAll(Claims server, int room) {
        List<UUID> claimed = new ArrayList<>();
        int empty = 0;
        while (empty < 20) {
            List<StoredJob> batch = claim(server, room);
            batch.forEach(job -> claimed.add(job.id()));
            empty = batch.isEmpty() ? empty + 1 : 0;
        }
        return claimed;
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

    private static StoredJob only(List<StoredJob> jobs) {
        assertThat(jobs).hasSize(1);
        return jobs.getFirst();
    }

    private static long statements(Callable<?> work) {
        long before = StatementCount.soFar();
        try {
            work.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return StatementCount.soFar() - before;
    }

    private static final class MovableClock extends Clock {

        private Instant now = Instant.now();

        void move(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
