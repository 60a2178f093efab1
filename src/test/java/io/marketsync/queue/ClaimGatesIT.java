package io.marketsync.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.marketsync.job.Origin;
import io.marketsync.job.StoredJob;

import static io.marketsync.queue.Backlog.PULL;
import static io.marketsync.queue.Backlog.PUSH;
import static io.marketsync.queue.Backlog.claim;
import static io.marketsync.queue.Backlog.only;
import static io.marketsync.queue.Backlog.statements;
import static org.assertj.core.api.Assertions.assertThat;

/** What holds jobs back at the claim: limits on starts and on jobs at once, and pauses. Nobody else waits behind them. */
class ClaimGatesIT {

    private final Backlog backlog = new Backlog();

    @AfterEach
    void close() {
        backlog.close();
    }

    @Test
    void neverMoreOfASellerThanItsLimitOverAllServers() throws Exception {
        backlog.change("UPDATE concurrency_limit SET running = 3 WHERE scope = 'seller'");
        UUID seller = backlog.seller();
        backlog.enqueue(50, seller, Origin.SYSTEM);
        backlog.claimAtOnce(4, 16);
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
        backlog.claimAtOnce(4, 8);
        assertThat(backlog.column("SELECT count(*) FROM jobrunr_jobs WHERE state = 'PROCESSING'"))
                .isEqualTo("1");
        backlog.change("UPDATE concurrency_limit SET running = 8 WHERE scope = 'shop'");
        backlog.claimAtOnce(4, 8);
        assertThat(backlog.column(
                        "SELECT count(DISTINCT kind) || ' ' || count(*) FROM jobrunr_jobs WHERE state = 'PROCESSING'"))
                .isEqualTo("2 2");
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
    void whenAllThatWaitIsBusyTheClaimLooksOnceAndSaysWhenToLookAgain() {
        MovableClock clock = new MovableClock();
        backlog.change("UPDATE concurrency_limit SET running = 1 WHERE scope = 'seller'");
        backlog.enqueue(3, backlog.seller(), Origin.SYSTEM);
        Claims server = backlog.server(clock);
        only(claim(server, 1));
        Claims.Batch[] next = new Claims.Batch[1];

        long statements = statements(() -> next[0] = server.claim(4, 4));

        assertThat(next[0].jobs()).isEmpty();
        assertThat(next[0].again()).contains(clock.instant().plus(Claims.BUSY));
        assertThat(statements)
                .as("a look, limits, jobs, and a look that finds the same")
                .isEqualTo(4);
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
        assertThat(backlog.claimAtOnce(4, 10)).hasSize(20);
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
