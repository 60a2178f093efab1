package io.marketsync.workers.cron;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.marketsync.db.StatementCount;
import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.queue.JobQueue;
import io.marketsync.queue.OnTwin;
import io.marketsync.schedule.ManyShops;

import static org.assertj.core.api.Assertions.assertThat;

/** Periodic syncs of shops: one tick looks for those that are due and enqueues as many as fit. */
class ShopLooksIT {

    private static final Duration EVERY = Duration.ofMinutes(5);

    private final Nodes nodes = new Nodes();
    private final ManyShops shops = nodes.shops;

    @Test
    void aLookEnqueuesDueShopsOnceEach() {
        List<UUID> due = shops.shops(3, 1);
        Ticker node = looking();
        assertThat(jobsOf()).containsExactlyInAnyOrderElementsOf(due);
        assertThat(shops.count(
                        "jobrunr_jobs WHERE lane = 'cron:test.pull:ozon' AND unique_key = 'test.pull:' || shop_id"))
                .isEqualTo(3);
        shops.change("UPDATE jobrunr_jobs SET state = 'FAILED'");
        look(node);
        assertThat(jobsOf()).as("asked for since their due points").hasSize(3);
        assertThat(nodes.result("pull")).isEqualTo("nothing");
    }

    @Test
    void nodesThatLookAtOnceEnqueueAShopOnce() throws Exception {
        shops.change("UPDATE start_limit SET per_minute = 1000000 WHERE name = 'cron'");
        List<Ticker> all = List.of(node(), node(), node(), node());
        Nodes.atTheSameTime(all);
        for (int round = 1; round <= 10; round++) {
            shops.shops(20, 1);
            look(() -> Nodes.atTheSameTime(all));
            assertThat(jobsOf()).hasSize(round * 20).doesNotHaveDuplicates();
        }
    }

    @Test
    void shopsThatTheirMarketplaceTellsOfAreAskedForBeforeTheirTimeAndOnceHoweverOftenItTells() {
        shops.change("UPDATE start_limit SET per_minute = 1000000 WHERE name = 'cron'");
        List<UUID> all = shops.shops(20, 1);
        Ticker node = looking();
        shops.change("UPDATE jobrunr_jobs SET state = 'SUCCEEDED'");
        shops.change(
                "UPDATE freshness SET asked_at = asked_at - make_interval(secs => ?)",
                EVERY.dividedBy(6).toSeconds() + 1.0);
        look(node);
        assertThat(jobsOf()).as("whose own time has come").hasSizeBetween(20, 39);
        for (int times = 0; times < 3; times++) {
            shops.change("UPDATE freshness SET told_at = clock_timestamp()");
            look(node);
            assertThat(jobsOf()).hasSize(40);
        }
        assertThat(shops.count("jobrunr_jobs WHERE state = 'ENQUEUED'")).isEqualTo(all.size());
    }

    @Test
    void noMoreThanTheLimitsLetStartUntilTheNextLookAreStored() {
        List<UUID> all = shops.shops(30, 1);
        for (int i = 0; i < all.size(); i++) {
            shops.synced(all.get(i), Instant.now().minus(Duration.ofHours(i + 1)));
        }
        shops.change("INSERT INTO start_limit (name, per_minute, burst, tokens) VALUES ('cron:test.pull', 30, 5, 5)");
        Ticker node = looking();
        assertThat(jobsOf()).as("the stalest").containsExactlyInAnyOrderElementsOf(all.subList(25, 30));
        assertThat(nodes.result("pull")).isEqualTo("shed");
        look(node);
        assertThat(jobsOf()).as("those of the first look still wait").hasSize(5);
        shops.change("UPDATE jobrunr_jobs SET state = 'SUCCEEDED'");
        look(node);
        assertThat(jobsOf()).containsExactlyInAnyOrderElementsOf(all.subList(20, 30));
    }

    @Test
    void whatAFullQueueHasNoRoomForIsNotStored() {
        shops.shops(10, 1);
        int[] room = {0};
        Ticker node = nodes.node((handle, queue) -> room[0], Nodes.ofShops(EVERY));
        node.turn();
        look(node);
        assertThat(jobsOf()).isEmpty();
        assertThat(nodes.result("pull")).isEqualTo("shed");
        room[0] = 4;
        look(node);
        assertThat(jobsOf()).hasSize(4);
        room[0] = 100;
        look(node);
        assertThat(jobsOf()).hasSize(10);
        assertThat(nodes.result("pull")).isEqualTo("enqueued");
    }

    @ParameterizedTest
    @CsvSource({"ENQUEUED", "SCHEDULED", "PROCESSING"})
    void aTwinDoesTheWork(String state) {
        UUID shop = shops.shop();
        JobTarget target = shops.database.superuser().withHandle(handle -> handle.select(
                        "SELECT seller_id FROM shop WHERE id = ?", shop)
                .map((row, context) -> new JobTarget(row.getObject(1, UUID.class), shop, "ozon"))
                .one());
        NewJob click =
                new NewJob(Nodes.KINDS.kind(ManyShops.KIND), target, new Quiet.Args(null), 9, true, Origin.CLICK, null);
        shops.database.workers().forSystem(handle -> new JobQueue().enqueue(handle, click, OnTwin.JOIN));
        shops.change("UPDATE jobrunr_jobs SET state = ?", state);
        looking();
        assertThat(jobsOf()).isEmpty();
        assertThat(shops.count("jobrunr_jobs")).isEqualTo(1);
        assertThat(nodes.result("pull")).isEqualTo("joined");
        assertThat(nodes.ticks(TickResult.JOINED)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"kind, test.pull", "queue, high", "schedule, pull"})
    void nothingIsAskedForWhatIsPaused(String scope, String name) {
        shops.shop();
        shops.change("INSERT INTO pause (scope, name) VALUES (?, ?)", scope, name);
        Ticker node = looking();
        assertThat(jobsOf()).isEmpty();
        assertThat(nodes.result("pull")).isEqualTo("skipped");
        shops.change("TRUNCATE pause");
        look(node);
        assertThat(jobsOf()).hasSize(1);
    }

    @Test
    void aLookIsAsManyStatementsForTenShopsAsForAThousand() {
        shops.change("UPDATE start_limit SET per_minute = 1000000 WHERE name = 'cron'");
        shops.shops(10, 1);
        Ticker node = node();
        node.turn();
        long forTen = statementsOf(node);
        assertThat(jobsOf()).hasSize(10);
        shops.shops(1_000, 1);
        long forAThousand = statementsOf(node);
        assertThat(jobsOf()).hasSize(1_010);
        assertThat(forAThousand).isEqualTo(forTen).isLessThanOrEqualTo(7);
    }

    private long statementsOf(Ticker node) {
        nodes.missed("pull", Duration.ofMinutes(1));
        long before = StatementCount.soFar();
        node.turn();
        return StatementCount.soFar() - before;
    }

    private Ticker node() {
        return nodes.node(Nodes.ofShops(EVERY));
    }

    /** A node that has looked once. */
    private Ticker looking() {
        Ticker node = node();
        node.turn();
        look(node);
        return node;
    }

    private void look(Ticker node) {
        nodes.missed("pull", Duration.ofMinutes(1));
        node.turn();
    }

    private interface Look {
        void run() throws Exception;
    }

    private void look(Look look) throws Exception {
        nodes.missed("pull", Duration.ofMinutes(1));
        look.run();
    }

    private List<UUID> jobsOf() {
        return shops.database.superuser().withHandle(handle -> handle.select(
                        "SELECT shop_id FROM job WHERE kind = 'test.pull' AND requested_by = 'cron'")
                .mapTo(UUID.class)
                .list());
    }
}
