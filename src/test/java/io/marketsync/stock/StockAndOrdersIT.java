package io.marketsync.stock;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.job.Ending;
import io.marketsync.job.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/** A value overwrites what the marketplace has, with the orders that it took meanwhile: which orders have to be known, and which need no push. */
class StockAndOrdersIT extends PushingShop {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void whatTheMarketplaceSoldItselfIsNotToldAgain() throws Exception {
        sent("a", 10);
        order("p", "a", 3, Duration.ofMinutes(5));

        watch();

        assertThat(level("a")).isEqualTo("7 10 7");
        assertThat(jobs("stock.push")).isEmpty();
        assertThat(push().ending()).isEqualTo(Outcome.OK);
        assertThat(marketplace.calls).hasSize(1);
        order("q", "a", 1, Duration.ofMinutes(4));
        watch();
        assertThat(level("a")).as("no order is subtracted twice").isEqualTo("6 10 6");
    }

    @Test
    void anOrderThatMayBeOlderThanTheValueIsToldAgain() throws Exception {
        sent("a", 10);
        order("p", "a", 3, Duration.ofMinutes(10).minusSeconds(9));

        watch();

        assertThat(level("a")).isEqualTo("7 10 ?");
        assertThat(jobs("stock.push")).isEqualTo("ENQUEUED");
        push();
        assertThat(marketplace.has).containsEntry(pair("a"), 7);
        assertThat(level("a")).isEqualTo("7 7 7");
        change("UPDATE posting SET first_seen_at = first_seen_at - interval '10 seconds' WHERE shop_id = ?", shop);
        watch();
        assertThat(level("a")).as("it was known when the new value left").isEqualTo("7 7 7");
    }

    /** An order that is not paid yet has no birth. What its units took was just counted anew, so the numbers look right. */
    @Test
    void anOrderOfUnknownBirthIsToldAgainThoughTheNumbersAgree() throws Exception {
        sent("a", 20);
        order("p", "a", 1, MINUTE);
        change("UPDATE posting SET in_process_at = NULL WHERE shop_id = ?", shop);
        available("a", 21);
        watch();
        assertThat(level("a")).isEqualTo("20 20 ?");
    }

    @Test
    void anOrderThatWasInWhatWasToldIsNotSubtractedWhenItsBirthIsToldLater() throws Exception {
        order("p", "a", 1, MINUTE);
        change(
                "UPDATE posting SET in_process_at = NULL, first_seen_at = now() - interval '1 hour' WHERE shop_id = ?",
                shop);
        sent("a", 20);
        assertThat(level("a")).isEqualTo("19 19 19");
        change("UPDATE posting SET in_process_at = now() WHERE shop_id = ?", shop);
        watch();
        assertThat(level("a")).isEqualTo("19 19 19");
    }

    @Test
    void anOrderThatIsCancelledIsToldAgainForNobodyKnowsWhetherItWasGivenBack() throws Exception {
        sent("a", 10);
        order("p", "a", 3, Duration.ofMinutes(5));
        watch();
        cancelled();

        watch();

        assertThat(level("a")).isEqualTo("10 10 ?");
        push();
        assertThat(marketplace.has).containsEntry(pair("a"), 10);
        assertThat(level("a")).isEqualTo("10 10 10");
    }

    /** Its units were in what was told, and the seller has just counted fewer, so the numbers look right. */
    @Test
    void anOrderThatIsCancelledIsToldAgainThoughTheNumbersAgree() throws Exception {
        order("p", "a", 1, MINUTE);
        change(
                "UPDATE posting SET first_seen_at = now() - interval '1 hour', changed_at = now() - interval '1 hour' WHERE shop_id = ?",
                shop);
        available("a", 20);
        change("UPDATE stock_level SET counted_at = now() - interval '1 hour' WHERE shop_id = ?", shop);
        push();
        assertThat(level("a")).isEqualTo("19 19 19");
        watch();
        assertThat(level("a")).isEqualTo("19 19 19");

        cancelled();
        available("a", 19);
        watch();

        assertThat(level("a")).isEqualTo("19 19 ?");
        change("UPDATE stock_level SET paced_until = '-infinity' WHERE shop_id = ?", shop);
        push();
        change("UPDATE posting SET changed_at = changed_at - interval '10 seconds' WHERE shop_id = ?", shop);
        watch();
        assertThat(level("a")).as("it was known when the new value left").isEqualTo("19 19 19");
    }

    @Test
    void someHoursAfterOrdersWereSubtractedItIsToldAgain() throws Exception {
        sent("a", 10);
        sent("b", 10);
        order("p", "a", 3, Duration.ofMinutes(5));
        watch();
        change("UPDATE stock_level SET confirmed_at = confirmed_at - interval '6 hours' WHERE shop_id = ?", shop);

        watch();

        assertThat(level("a")).isEqualTo("7 10 ?");
        assertThat(level("b")).as("without an order nothing can have happened").isEqualTo("10 10 10");
    }

    @Test
    void moreOrdersThanTheMarketplaceCanHaveTakenAreNotBelieved() throws Exception {
        sent("a", 2);
        order("p", "a", 3, Duration.ofMinutes(5));
        watch();
        assertThat(level("a")).isEqualTo("0 2 ?");
    }

    /** A refusal restores what the marketplace had, and the orders since are subtracted from that. */
    @Test
    void ordersAreSubtractedOnceThoughAValueWasRefusedMeanwhile() throws Exception {
        sent("a", 10);
        order("p", "a", 3, Duration.ofMinutes(5));
        watch();
        available("a", 50);
        ordersRead(Duration.ZERO);
        marketplace.poison.add(pair("a"));
        push();
        assertThat(level("a")).startsWith("50 50 7 permanent");
        order("q", "a", 1, Duration.ofMinutes(4));
        watch();
        assertThat(level("a")).as("the new count knows of both").startsWith("50 50 6 ");
    }

    @Test
    void whatIsNotZeroWaitsUntilOrdersAreRead() throws Exception {
        sent("zero", 5);
        sent("less", 5);
        ordersRead(Duration.ofSeconds(31));
        available("zero", 0);
        available("less", 4);
        available("more", 9);

        Ending waiting = push().ending();

        assertThat(marketplace.calls.getLast()).containsExactly(new StockItem(pair("zero"), 0));
        assertThat(waiting).isInstanceOfSatisfying(Ending.Snoozed.class, snoozed -> {
            assertThat(snoozed.pause()).isEqualTo(Duration.ofMinutes(2));
            assertThat(snoozed.why()).startsWith("Orders are read first");
        });
        assertThat(jobs("orders.pull")).isEqualTo("ENQUEUED");

        change("UPDATE jobrunr_jobs SET state = 'SCHEDULED' WHERE id = ?", job);
        ordersRead(Duration.ZERO);
        watch();

        assertThat(jobs("stock.push")).as("the pull ends the wait").isEqualTo("ENQUEUED");
        push();
        assertThat(marketplace.has)
                .containsExactlyInAnyOrderEntriesOf(Map.of(pair("zero"), 0, pair("less"), 4, pair("more"), 9));
    }

    @Test
    void aPushThatWaitsForThePacingIsNotWokenByEachOrder() throws Exception {
        sent("a", 10);
        change("UPDATE stock_level SET paced_until = now() + interval '20 seconds' WHERE shop_id = ?", shop);
        change("DELETE FROM jobrunr_jobs WHERE id = ?", job);
        order("p", "a", 1, Duration.ofMinutes(20));
        watch();
        assertThat(jobs("stock.push")).as("there is one").isEqualTo("ENQUEUED");
        change("UPDATE jobrunr_jobs SET state = 'SCHEDULED' WHERE shop_id = ?", shop);
        change(
                "INSERT INTO job_run (job_id, seller_id, attempt, server, started_at, updated_at) SELECT id, seller_id, 1, 'test', now(), now() FROM job WHERE shop_id = ? ON CONFLICT DO NOTHING",
                shop);
        watch();
        assertThat(jobs("stock.push")).as("it goes on waiting").isEqualTo("SCHEDULED");
        pass(Duration.ofSeconds(20));
        watch();
        assertThat(jobs("stock.push")).isEqualTo("ENQUEUED");
    }

    /** The seller's count is what is free, so the order that was just read lessens it. */
    @Test
    void anOrderThatIsReadMeanwhileIsNotSoldTwice() throws Exception {
        available("a", 9);
        ordersRead(MINUTE);
        push();
        assertThat(marketplace.calls).isEmpty();
        ordersRead(Duration.ZERO);
        change("UPDATE stock_level SET counted_at = now() - interval '1 minute'");
        order("p", "a", 2, Duration.ofSeconds(5));
        push();
        assertThat(marketplace.calls).containsExactly(List.of(new StockItem(pair("a"), 7)));
    }

    /** Asked for so many seconds ago, and not read since. */
    @ParameterizedTest
    @ValueSource(ints = {120, 599})
    void ordersThatCannotBeReadAreNotWaitedForForEver(int asked) throws Exception {
        ordersRead(Duration.ofHours(1));
        watermark("orders.asked", Duration.ofSeconds(asked));
        available("a", 9);
        assertThat(push().ending()).isEqualTo(Outcome.OK);
        assertThat(jobs("orders.pull")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 601})
    void aPullIsWaitedForWhileItMayComeAndAskedForAgainByAndBy(int asked) throws Exception {
        ordersRead(Duration.ofHours(1));
        watermark("orders.asked", Duration.ofSeconds(asked));
        watermark("orders.used", Duration.ofSeconds(asked == 601 ? 480 : 3_600));
        available("a", 9);
        assertThat(push().ending()).isInstanceOf(Ending.Snoozed.class);
        assertThat(marketplace.calls).isEmpty();
        assertThat(jobs("orders.pull")).isEqualTo(asked == 601 ? "ENQUEUED" : "");
    }

    /** A pull may take longer than orders stay fresh: then the next one would, too. */
    @Test
    void aPullThatBeganAfterItWasAskedForIsAsFreshAsItGets() throws Exception {
        watermark("orders.asked", Duration.ofSeconds(41));
        ordersRead(Duration.ofSeconds(40));
        available("a", 9);
        assertThat(push().ending()).isEqualTo(Outcome.OK);
        assertThat(jobs("orders.pull")).isEmpty();
    }

    /** In a long queue both the pull and the push behind it wait, longer than orders stay fresh, and longer than patience lasts. */
    @ParameterizedTest
    @CsvSource({"180, 90", "900, 500", "2000, 3600"})
    void aPushThatWaitedForItsSlotUsesThePullItAskedForAndTheNextAsksAnew(int asked, int read) throws Exception {
        watermark("orders.asked", Duration.ofSeconds(asked));
        ordersRead(Duration.ofSeconds(read));
        available("a", 9);
        assertThat(push().ending()).isEqualTo(Outcome.OK);
        assertThat(jobs("orders.pull")).isEmpty();

        available("b", 9);
        watermark("orders.used", Duration.ofSeconds(asked - 10));
        watermark("orders.asked", Duration.ofSeconds(asked));
        ordersRead(Duration.ofSeconds(Math.min(asked - 20, read)));
        assertThat(push().ending()).isInstanceOf(Ending.Snoozed.class);
        assertThat(jobs("orders.pull")).isEqualTo("ENQUEUED");
    }

    /** As it usually goes: the pull takes a second, and wakes the push while its orders are fresh. */
    @Test
    void aPullThatWasAskedForServesOnePush() throws Exception {
        ordersRead(MINUTE);
        available("a", 9);
        assertThat(push().ending()).isInstanceOf(Ending.Snoozed.class);
        ordersRead(Duration.ZERO);
        assertThat(push().ending()).isEqualTo(Outcome.OK);
        change("UPDATE sync_watermark SET reached = reached - interval '5 minutes' WHERE shop_id = ?", shop);
        change("UPDATE jobrunr_jobs SET state = 'SUCCEEDED' WHERE kind = 'orders.pull'");
        available("b", 9);

        assertThat(push().ending()).isInstanceOf(Ending.Snoozed.class);

        assertThat(marketplace.has).doesNotContainKey(pair("b"));
        assertThat(jobs("orders.pull")).contains("ENQUEUED");
    }

    @Test
    void aZeroNeedsNoOrdersAndWakesNobodyElseLater() throws Exception {
        sent("less", 10);
        change("UPDATE stock_level SET paced_until = now() + interval '20 seconds' WHERE shop_id = ?", shop);
        available("less", 4);
        available("zero", 0);
        ordersRead(MINUTE);

        Run run = push();

        assertThat(marketplace.calls.getLast()).containsExactly(new StockItem(pair("zero"), 0));
        assertThat(marketplace.has).containsEntry(pair("less"), 10);
        assertThat(run.ending()).isInstanceOfSatisfying(Ending.Snoozed.class, snoozed -> assertThat(snoozed.pause())
                .isLessThanOrEqualTo(Duration.ofSeconds(20)));
        assertThat(jobs("orders.pull")).isEmpty();
    }

    @Test
    void aZeroThatIsPacedDoesNotWaitForOrders() throws Exception {
        sent("zero", 5);
        change("UPDATE stock_level SET paced_until = now() + interval '20 seconds' WHERE shop_id = ?", shop);
        ordersRead(MINUTE);
        available("zero", 0);
        available("more", 9);
        assertThat(push().ending()).isInstanceOfSatisfying(Ending.Snoozed.class, snoozed -> assertThat(snoozed.pause())
                .isLessThanOrEqualTo(Duration.ofSeconds(20)));
    }

    @Test
    void whatWasCancelledLongBeforeItWasReadChangesNothing() throws Exception {
        sent("a", 10);
        order("p", "a", 3, Duration.ofDays(30));
        cancelled();
        change("UPDATE posting SET changed_at = first_seen_at WHERE shop_id = ?", shop);
        watch();
        assertThat(level("a")).isEqualTo("10 10 10");
    }

    @Test
    void ordersThatNobodyTellsAreNotWaitedFor() throws Exception {
        orderFeeds = List.of();
        ordersRead(Duration.ofHours(1));
        available("a", 9);
        assertThat(push().ending()).isEqualTo(Outcome.OK);
        assertThat(jobs("orders.pull")).isEmpty();
    }

    private void cancelled() {
        change(
                "UPDATE posting SET status = 'cancelled', status_rank = 90, terminal = true, changed_at = now() WHERE shop_id = ?",
                shop);
    }

    /** Sent ten minutes ago. */
    private void sent(String offer, int stock) throws Exception {
        available(offer, stock);
        push();
        change("""
                UPDATE stock_level SET confirmed_at = now() - interval '10 minutes', counted_at = now() - interval '10 minutes',
                    sent_at = now() - interval '10 minutes', orders_known_at = now() - interval '10 minutes',
                    paced_until = '-infinity' WHERE shop_id = ? AND offer_code = ?""", shop, offer);
    }

    /** States of the shop's jobs of that kind, but for the push that is being tested while it runs. */
    private String jobs(String kind) {
        return text(
                "SELECT string_agg(state, ' ' ORDER BY id) FROM jobrunr_jobs WHERE shop_id = ? AND kind = ? AND state <> 'PROCESSING'",
                shop,
                kind);
    }
}
