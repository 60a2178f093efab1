package io.marketsync.stock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.db.StatementCount;
import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.Attempt;
import io.marketsync.job.Ending;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.job.Outcome;
import io.marketsync.queue.OnTwin;
import io.marketsync.shop.Adapters;
import io.marketsync.stock.StockCount.Basis;
import io.marketsync.testing.KeyedShops;
import io.marketsync.testing.Printed;
import io.marketsync.testing.TestStock;
import io.marketsync.testing.TestStorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is said of a marketplace's stock that is not what it is to be, and what is done about it. */
class ReconcileStockIT extends PushingShop {

    /** Reading the shop's key, and what the shop keeps where. */
    private static final int FRAME = 2 + 4;

    /** Name, comparison, fence. */
    private static final int PAGE = 3;

    /** Name, what is missing, fence. */
    private static final int END = 3;

    private final ScriptedReader there = new ScriptedReader();
    private Instant ordersRead = Instant.EPOCH;
    private UUID reconcile;
    private Attempt latest;

    @BeforeEach
    void aJob() {
        NewJob asked = new NewJob(
                ReconcileStock.KIND,
                new JobTarget(seller, shop, "ozon"),
                new ReconcileStock.Args(),
                0,
                true,
                Origin.CRON,
                null);
        reconcile = database.api()
                .forSeller(seller, handle -> new TestStorage(database).queue.enqueue(handle, asked, OnTwin.JOIN))
                .id();
    }

    @Test
    void whatAgreesIsNoDrift() throws Exception {
        confirmed("a", 5);
        there.has.put(pair("a"), 5);
        assertThat(reconcile().ending()).isEqualTo(Outcome.OK);
        assertThat(drifts()).isEmpty();
        assertThat(counts()).isEqualTo(Map.of("agreeing", 1L));
    }

    @Test
    void aShopThatKeepsNoStockHereIsNotAsked() throws Exception {
        there.has.put(pair("a"), 5);
        assertThat(reconcile().ending()).isEqualTo(Outcome.NOTHING);
        assertThat(there.asked).isEmpty();
    }

    @Test
    void whatIsOnItsWayWasRefusedOrIsUnknownHasItsClass() throws Exception {
        confirmed("sent just now", 5);
        change("UPDATE stock_level SET confirmed_at = now() WHERE shop_id = ?", shop);
        confirmed("waits", 5);
        available("waits", 6);
        confirmed("refused", 5);
        change(
                "UPDATE stock_level SET error_class = 'permanent', error_code = 'X', error = 'x' WHERE offer_code = 'refused' AND shop_id = ?",
                shop);
        confirmed("not listed", 5);
        available("never sent", 5);
        for (String offer : List.of("sent just now", "waits", "refused", "theirs", "never sent")) {
            there.has.put(pair(offer), 4);
        }
        there.has.put(pair("theirs, none left"), 0);

        assertThat(reconcile().ending()).as("nothing here is left to orders").isEqualTo(Outcome.OK);

        assertThat(drifts()).isEqualTo("""
                        never sent: in_flight 5 ? 4
                        not listed: unlisted 5 5 ?
                        refused: held_back 5 5 4
                        sent just now: in_flight 5 5 4
                        theirs: unknown_offer ? ? 4
                        waits: in_flight 6 5 4""");
        assertThat(counts())
                .isEqualTo(
                        Map.of("agreeing", 1L, "in_flight", 3L, "held_back", 1L, "unknown_offer", 1L, "unlisted", 1L));
    }

    @Test
    void whatTheGuardStopsIsHeldBack() throws Exception {
        config = TestStock.guarding(0, 1);
        confirmed("a", 5);
        available("a", 0);
        there.has.put(pair("a"), 5);
        reconcile();
        assertThat(drifts()).isEqualTo("a: held_back 0 5 5");
    }

    @Test
    void aDifferenceThatOrdersMayExplainIsLookedAtAgainWhenTheyAreRead() throws Exception {
        confirmed("a", 5);
        there.has.put(pair("a"), 3);

        Ending first = reconcile().ending();
        assertThat(first).isInstanceOfSatisfying(Ending.Snoozed.class, snoozed -> assertThat(snoozed.pause())
                .isEqualTo(ReconcileStock.AGAIN));
        assertThat(drifts()).isEqualTo("a: in_flight 5 5 3");

        later(Duration.ofMinutes(10));
        assertThat(reconcile().ending()).as("once, then with the next job").isEqualTo(Outcome.OK);
        assertThat(drifts()).as("orders are not read yet").isEqualTo("a: in_flight 5 5 3");

        ordersRead = Instant.now();
        reconcile();
        assertThat(drifts()).isEqualTo("a: changed_outside 5 5 3");
        assertThat(counts()).isEqualTo(Map.of("changed_outside", 1L));
        assertThat(level("a")).as("nothing is sent that nobody asked for").isEqualTo("5 5 5");
    }

    @Test
    void otherNumbersAreANewDifference() throws Exception {
        confirmed("a", 5);
        there.has.put(pair("a"), 3);
        reconcile();
        later(Duration.ofMinutes(10));
        ordersRead = Instant.now();
        there.has.put(pair("a"), 2);
        reconcile();
        assertThat(drifts()).as("an order may have come in between").isEqualTo("a: in_flight 5 5 2");
    }

    @Test
    void aValueThatWasTakenInBetweenIsANewDifference() throws Exception {
        confirmed("a", 5);
        there.has.put(pair("a"), 3);
        reconcile();
        later(Duration.ofMinutes(10));
        ordersRead = Instant.now();
        change("UPDATE stock_level SET confirmed_at = now() - interval '4 minutes' WHERE shop_id = ?", shop);
        reconcile();
        assertThat(drifts()).isEqualTo("a: in_flight 5 5 3");
    }

    @Test
    void whatWasChangedOutsideIsSentAgainIfTheSellerWantsIt() throws Exception {
        change("INSERT INTO stock_setting (seller_id, shop_id, heals) VALUES (?, ?, true)", seller, shop);
        confirmed("a", 5);
        confirmed("b", 5);
        there.has.put(pair("a"), 9);
        there.has.put(pair("b"), 5);
        reconcile();
        assertThat(level("a")).as("not while orders may explain it").isEqualTo("5 5 5");
        later(Duration.ofMinutes(10));
        ordersRead = Instant.now();
        change("DELETE FROM jobrunr_jobs WHERE id = ?", job);

        reconcile();

        assertThat(counts()).containsEntry("healed", 1L);
        assertThat(level("a")).isEqualTo("5 5 9");
        assertThat(text(
                        "SELECT string_agg(kind, ' ') FROM jobrunr_jobs WHERE shop_id = ? AND state = 'ENQUEUED'",
                        shop))
                .as("and a push is asked for")
                .isEqualTo("stock.push");
        job = UUID.fromString(
                text("SELECT id::text FROM jobrunr_jobs WHERE kind = 'stock.push' AND shop_id = ?", shop));
        push();
        assertThat(marketplace.calls).containsExactly(List.of(new StockItem(pair("a"), 5)));
        there.has.put(pair("a"), 5);
        reconcile();
        assertThat(drifts()).isEmpty();
    }

    @Test
    void anOrderThatWasReadSinceIsNotSoldTwice() throws Exception {
        change("INSERT INTO stock_setting (seller_id, shop_id, heals) VALUES (?, ?, true)", seller, shop);
        confirmed("a", 5);
        there.has.put(pair("a"), 3);
        reconcile();
        later(Duration.ofMinutes(10));
        ordersRead = Instant.now();
        change("""
                INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, in_process_at,
                    warehouse_code, content_hash) VALUES (?, ?, '1', 'fbs', 'x', 20, false, false, now(), ?, '\\x00')""", seller, shop, WAREHOUSE);
        change(
                "INSERT INTO posting_line (seller_id, shop_id, number, line_no, offer_code, quantity) VALUES (?, ?, '1', 1, 'a', 2)",
                seller,
                shop);

        reconcile();

        assertThat(level("a"))
                .as("three are left, as the marketplace says, and it is told nothing")
                .isEqualTo("3 5 3");
        assertThat(drifts()).isEmpty();
    }

    @Test
    void oneWarehouseAfterTheOtherAndNoneThatTheMarketplaceDoesNotHave() throws Exception {
        confirmed("a", 5);
        change("UPDATE stock_level SET warehouse_code = '2' WHERE shop_id = ?", shop);
        confirmed("a", 5);
        change("UPDATE stock_level SET warehouse_code = '1' WHERE warehouse_code = ? AND shop_id = ?", WAREHOUSE, shop);
        confirmed("a", 5);
        change("""
                INSERT INTO warehouse (seller_id, shop_id, code, active, seen_at)
                VALUES (?, ?, '1', false, now()), (?, ?, '2', true, now()), (?, ?, ?, true, now())""", seller, shop, seller, shop, seller, shop, WAREHOUSE);
        there.has.put(pair("a"), 5);
        there.has.put(new StockPair("a", "2"), 5);
        reconcile();
        assertThat(there.asked).containsExactly("2 ", WAREHOUSE + " ");
        assertThat(drifts()).isEqualTo("a: unlisted 5 5 ?");
    }

    @Test
    void aReadingThatFailsInTheMiddleTakesNothingAway() throws Exception {
        confirmed("a", 5);
        reconcile();
        assertThat(drifts()).isEqualTo("a: unlisted 5 5 ?");
        IntStream.range(0, 1001).forEach(i -> there.has.put(pair("b" + i), 1));
        there.has.put(pair("z"), 1);
        there.before.put(2, () -> {
            throw new JobFailure(Reason.TRANSIENT, "away");
        });
        assertThatThrownBy(this::reconcile).isInstanceOf(JobFailure.class);
        assertThat(drifts())
                .contains("a: unlisted 5 5 ?")
                .contains("b1000: unknown_offer")
                .doesNotContain("z:");
        there.has.clear();
        there.has.put(pair("a"), 5);
        there.before.clear();
        reconcile();
        assertThat(drifts()).isEmpty();
    }

    @Test
    void anAttemptThatIsAskedToEndSaysWhatWasComparedAndCountsIt() throws Exception {
        confirmed("a", 5);
        there.has.put(pair("a"), 5);
        IntStream.range(0, 1_000).forEach(i -> there.has.put(pair("b%04d".formatted(i)), 1));
        stop = () -> true;
        assertThat(reconcile().ending())
                .isEqualTo(new Ending.CutShort(
                        "There is more stock than one attempt may compare. 1000 pairs were compared, and what differs is listed;"
                                + " the next reconciliation, which comes by itself, begins anew."));
        assertThat(counts()).isEqualTo(Map.of("agreeing", 1L, "unknown_offer", 999L));
        assertThat(text("SELECT counts ->> 'unknown_offer' FROM job_run WHERE job_id = ?", reconcile))
                .isEqualTo("999");
    }

    @Tag(Printed.COSTS)
    @ParameterizedTest
    @ValueSource(ints = {1, 100, 1_000, 10_000})
    void aThousandPairsAreACallAndThreeStatements(int pairs) throws Exception {
        List<StockCount> counts = IntStream.range(0, pairs)
                .mapToObj(i -> new StockCount(pair("o" + i), Basis.AVAILABLE, 7, 0, Instant.now(), null))
                .toList();
        database.api().forSeller(seller, handle -> levels.put(handle, seller, shop, counts, null));
        settled();
        counts.forEach(count -> there.has.put(count.pair(), 3));
        reconcile();
        later(Duration.ofMinutes(10));
        ordersRead = Instant.now();
        Attempt attempt = reconciling();
        there.asked.clear();
        long before = StatementCount.soFar();

        handler(there).run(attempt, new ReconcileStock.Args());

        long calls = Math.ceilDiv(pairs, 1000);
        assertThat(there.asked).hasSize((int) calls);
        long statements = StatementCount.soFar() - before;
        assertThat(statements).isEqualTo(FRAME + PAGE * calls + END);
        Printed.cost(ReconcileStock.KIND, pairs, "pairs", calls, statements);
        assertThat(attempt.counts().asMap()).isEqualTo(Map.of("changed_outside", (long) pairs));
    }

    private Run reconcile() throws InterruptedException {
        latest = reconciling();
        Ending ending = handler(there).run(latest, new ReconcileStock.Args());
        return new Run(ending, Map.copyOf(latest.counts().asMap()));
    }

    private Map<String, Long> counts() {
        return latest.counts().asMap();
    }

    private Attempt reconciling() {
        return new Attempt(
                new TestStorage(database).attempt(reconcile, Instant.now()),
                database.workers(),
                new JobRunStore(),
                stop);
    }

    private ReconcileStock handler(StockReader reader) {
        return new ReconcileStock(
                new Adapters<>(List.of(reader)),
                KeyedShops.keys(),
                levels,
                (handle, ofSeller, ofShop) -> ordersRead,
                config);
    }

    /** The marketplace took it an hour ago. */
    private void confirmed(String offer, int quantity) {
        available(offer, quantity);
        change(
                "UPDATE stock_level SET sent = available, confirmed = available, confirmed_at = now() - interval '1 hour'"
                        + " WHERE offer_code = ? AND shop_id = ? AND warehouse_code = ?",
                offer,
                shop,
                WAREHOUSE);
    }

    private void settled() {
        change(
                "UPDATE stock_level SET sent = available, confirmed = available, confirmed_at = now() - interval '1 hour' WHERE shop_id = ?",
                shop);
    }

    private void later(Duration time) {
        change(
                "UPDATE stock_drift SET first_seen_at = first_seen_at - make_interval(secs => ?), seen_at = seen_at - make_interval(secs => ?)",
                (double) time.toSeconds(),
                (double) time.toSeconds());
    }

    /** Offer, class, what is to be, what was known, what is there. */
    private String drifts() {
        return text("""
                SELECT string_agg(concat(offer_code, ': ', concat_ws(' ', class, coalesce(available::text, '?'),
                    coalesce(ours::text, '?'), coalesce(theirs::text, '?'))), E'\\n' ORDER BY offer_code COLLATE "C")
                FROM stock_drift WHERE shop_id = ?""", shop);
    }
}
