package io.marketsync.stock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.db.StatementCount;
import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.Attempt;
import io.marketsync.job.AttemptLost;
import io.marketsync.job.Ending;
import io.marketsync.job.Outcome;
import io.marketsync.limit.HeldBack;
import io.marketsync.push.ItemError;
import io.marketsync.stock.StockCount.Basis;
import io.marketsync.testing.Printed;
import io.marketsync.testing.TestStock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What leaves for the marketplace, in which order, and what is known afterwards. */
class PushStockIT extends PushingShop {

    /** Reading the shop's key, looking for what is due and whether orders are known, taking the first batch, and looking whether more will be due. */
    private static final int FRAME = 12;

    /** After as many as one look finds. */
    private static final int ANOTHER_LOOK = 8;

    @Test
    void onlyChangedPairsAreSent() throws Exception {
        available("a", 5);
        available("b", 7);
        assertThat(push().ending()).isEqualTo(Outcome.OK);
        assertThat(marketplace.has).containsOnly(Map.entry(pair("a"), 5), Map.entry(pair("b"), 7));
        assertThat(level("a")).isEqualTo("5 5 5");
        pass(Duration.ofMinutes(1));

        available("a", 5);
        available("b", 8);
        Run second = push();
        assertThat(marketplace.calls.getLast()).containsExactly(new StockItem(pair("b"), 8));
        assertThat(second.counts()).containsEntry("sent", 3L);
        pass(Duration.ofMinutes(1));

        marketplace.calls.clear();
        assertThat(push().ending()).as("counts are of the job").isEqualTo(Outcome.OK);
        assertThat(marketplace.calls).isEmpty();
    }

    @Test
    void nothingToPushIsNothing() throws Exception {
        assertThat(push().ending()).isEqualTo(Outcome.NOTHING);
        assertThat(marketplace.calls).isEmpty();
    }

    @Tag(Printed.COSTS)
    @ParameterizedTest
    @ValueSource(ints = {1, 100, 1_000, 10_000})
    void aHundredPairsAreACallAndThreeStatements(int pairs) throws Exception {
        List<StockCount> counts = IntStream.range(0, pairs)
                .mapToObj(i -> new StockCount(pair("o" + i), Basis.AVAILABLE, i + 1, 0, Instant.now(), null))
                .toList();
        database.api().forSeller(seller, handle -> levels.put(handle, seller, shop, counts, null));
        Attempt attempt = attempt();
        long before = StatementCount.soFar();

        push(attempt);

        long calls = Math.ceilDiv(pairs, 100);
        assertThat(marketplace.calls).hasSize((int) calls);
        int looks = pairs / 4_000 * ANOTHER_LOOK;
        long statements = StatementCount.soFar() - before;
        assertThat(statements).isEqualTo(FRAME + 3 * calls + looks);
        Printed.cost(PushStock.KIND, pairs, "pairs", calls, statements);
        assertThat(attempt.counts().of("sent")).isEqualTo(pairs);
    }

    @Test
    void zeroesGoFirstThenLessThanBeforeThenWhatWaitedForLongest() throws Exception {
        for (String offer : List.of("more", "new", "none", "less", "older")) {
            available(offer, 10);
        }
        change("DELETE FROM stock_level WHERE offer_code = 'new'");
        push();
        pass(Duration.ofMinutes(1));
        available("older", 11);
        available("new", 10);
        available("more", 20);
        available("less", 9);
        available("none", 0);
        change("UPDATE stock_level SET changed_at = now() - interval '1 hour' WHERE offer_code = 'older'");
        change("UPDATE stock_level SET changed_at = now() - interval '1 minute' WHERE offer_code = 'new'");

        push();

        assertThat(marketplace.calls.getLast())
                .extracting(item -> item.pair().offer())
                .containsExactly("none", "less", "older", "new", "more");
    }

    @Test
    void aPairIsPacedAndItsJobWaitsForIt() throws Exception {
        available("a", 5);
        push();
        available("a", 6);

        Ending ending = push().ending();

        assertThat(marketplace.calls).hasSize(1);
        assertThat(ending).isInstanceOfSatisfying(Ending.Snoozed.class, snoozed -> assertThat(snoozed.pause())
                .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30)));
        pass(Duration.ofSeconds(31));
        assertThat(push().ending()).isEqualTo(Outcome.OK);
        assertThat(marketplace.has).containsEntry(pair("a"), 6);
    }

    @Test
    void aPoisonousItemIsFoundAndTheOthersArrive() throws Exception {
        IntStream.range(0, 100).forEach(i -> available("o" + i, i + 1));
        marketplace.poison.add(pair("o37"));

        Run run = push();

        assertThat(run.ending()).isEqualTo(Outcome.PARTIAL);
        assertThat(marketplace.has).hasSize(99).doesNotContainKey(pair("o37"));
        assertThat(level("o37")).isEqualTo("38 38 ? permanent MALFORMED");
        assertThat(run.counts()).containsEntry("sent", 99L).containsEntry("quarantined", 1L);
        assertThat(marketplace.calls).as("halves of halves").hasSizeLessThanOrEqualTo(15);
    }

    @Test
    void whatWouldBeRefusedDoesNotLeave() throws Exception {
        available("a", 5);
        available("b", 5);
        marketplace.objectionable.add(pair("a"));
        push();
        assertThat(marketplace.calls).containsExactly(List.of(new StockItem(pair("b"), 5)));
        assertThat(level("a")).isEqualTo("5 5 ? permanent OBJECTION");
    }

    @Test
    void aRefusedItemKeepsItsErrorUntilTheSellerSaysSomethingElse() throws Exception {
        available("gone", 5);
        available("soon", 5);
        marketplace.errors.put(pair("gone"), new ItemError(true, "NOT_FOUND_ERROR", "Check the item code."));
        marketplace.errors.put(pair("soon"), new ItemError(false, "TOO_MANY_REQUESTS", "It is sent again."));

        Run run = push();

        assertThat(run.ending()).as("the transient one is due in 30 s").isInstanceOf(Ending.Snoozed.class);
        assertThat(run.counts()).containsEntry("quarantined", 1L).containsEntry("refused", 1L);
        assertThat(level("gone")).isEqualTo("5 5 ? permanent NOT_FOUND_ERROR");
        assertThat(level("soon")).isEqualTo("5 5 ? transient TOO_MANY_REQUESTS");
        marketplace.errors.clear();
        pass(Duration.ofMinutes(1));
        assertThat(push().ending()).isEqualTo(Outcome.PARTIAL);
        assertThat(marketplace.has).containsOnly(Map.entry(pair("soon"), 5));

        available("gone", 6);
        push();
        assertThat(marketplace.has).containsEntry(pair("gone"), 6);
        assertThat(level("gone")).isEqualTo("6 6 6");
    }

    @Test
    void aRefusedValueSaysNothingOfOneThatWasSaidMeanwhile() throws Exception {
        available("a", 999_999);
        marketplace.errors.put(pair("a"), new ItemError(true, "STOCK_TOO_BIG", "Send less."));
        marketplace.during.put(0, () -> available("a", 7));

        assertThat(push().counts()).containsEntry("quarantined", 1L);
        assertThat(level("a")).isEqualTo("7 999999 ?");
        marketplace.errors.clear();
        pass(Duration.ofSeconds(31));
        push();

        assertThat(marketplace.has).containsEntry(pair("a"), 7);
        assertThat(level("a")).isEqualTo("7 7 7");
    }

    @Test
    void whatMayHaveArrivedIsSentAgainAbsolute() throws Exception {
        available("a", 5);
        push();
        pass(Duration.ofMinutes(1));
        available("a", 3);
        marketplace.during.put(1, () -> {
            throw new JobFailure(Reason.TRANSIENT, "Ozon did not answer within 20 s.");
        });
        assertThatThrownBy(this::push).isInstanceOf(JobFailure.class);
        assertThat(level("a")).as("nobody knows").isEqualTo("3 3 ?");

        available("a", 5);
        push();
        assertThat(marketplace.calls).as("not before 30 s have passed").hasSize(2);
        pass(Duration.ofSeconds(31));
        push();
        assertThat(marketplace.has).as("not what was confirmed before").containsEntry(pair("a"), 5);
        assertThat(marketplace.calls).hasSize(3);
    }

    @Test
    void aCallThatIsHeldBackLeavesItsPairsToTheNextAttempt() throws Exception {
        available("a", 5);
        marketplace.during.put(0, () -> {
            throw new HeldBack(Duration.ofSeconds(20), "The marketplace's rate limit is used up for now.");
        });
        assertThatThrownBy(this::push).isInstanceOf(HeldBack.class);
        pass(Duration.ofSeconds(31));
        assertThat(push().ending()).isEqualTo(Outcome.OK);
    }

    @Test
    void onlyRefusalsMakeThePausesBetweenRefusalsLonger() throws Exception {
        available("a", 5);
        for (int call = 0; call < 7; call++) {
            boolean left = call % 2 == 0;
            marketplace.during.put(call, () -> {
                throw left
                        ? new JobFailure(Reason.TRANSIENT, "Ozon did not answer within 20 s.")
                        : new HeldBack(Duration.ofSeconds(20), "The marketplace's rate limit is used up for now.");
            });
            assertThatThrownBy(this::push).isInstanceOfAny(JobFailure.class, HeldBack.class);
            pass(Duration.ofMinutes(1));
        }
        marketplace.errors.put(pair("a"), new ItemError(false, "TOO_MANY_REQUESTS", "It is sent again."));

        assertThat(push().ending()).as("after the first refusal").satisfies(snoozedFor(30));
        pass(Duration.ofMinutes(1));
        assertThat(push().ending()).as("after the second").satisfies(snoozedFor(60));
    }

    private static Consumer<Ending> snoozedFor(int seconds) {
        return ending -> assertThat(ending)
                .isInstanceOfSatisfying(Ending.Snoozed.class, snoozed -> assertThat(snoozed.pause())
                        .isBetween(Duration.ofSeconds(seconds - 10), Duration.ofSeconds(seconds)));
    }

    @Test
    void aRefusalDoesNotMakeAnOldValueKnownAgain() throws Exception {
        available("a", 5);
        push();
        pass(Duration.ofMinutes(1));
        available("a", 3);
        marketplace.during.put(1, () -> {
            throw new JobFailure(Reason.TRANSIENT, "broke");
        });
        assertThatThrownBy(this::push).isInstanceOf(JobFailure.class);
        pass(Duration.ofMinutes(1));
        marketplace.errors.put(pair("a"), new ItemError(false, "TOO_MANY_REQUESTS", "It is sent again."));
        push();
        marketplace.errors.clear();
        available("a", 5);
        pass(Duration.ofMinutes(10));
        push();
        assertThat(marketplace.has).as("it had 3, of which nobody knew").containsEntry(pair("a"), 5);
    }

    @Test
    void theNewestValueLeaves() throws Exception {
        IntStream.range(0, 150).forEach(i -> available("o%03d".formatted(i), i + 1));
        marketplace.during.put(0, () -> available("o149", 7));

        push();

        assertThat(marketplace.has).containsEntry(pair("o149"), 7);
    }

    @Test
    void aWorkerThatDiesAfterTakingABatchLeavesItToOthersAfterThePacing() throws Exception {
        available("a", 5);
        Attempt lost = attempt();
        marketplace.during.put(0, this::attempt);

        assertThatThrownBy(() -> push(lost)).isInstanceOf(AttemptLost.class);

        assertThat(level("a")).isEqualTo("5 5 ?");
        push();
        assertThat(marketplace.calls).as("it may be under way").hasSize(1);
        pass(Duration.ofSeconds(61));
        push();
        assertThat(level("a")).isEqualTo("5 5 5");
        assertThat(marketplace.calls).hasSize(2);
    }

    @Test
    void anAttemptThatIsAskedToEndGoesOnLater() throws Exception {
        IntStream.range(0, 150).forEach(i -> available("o%03d".formatted(i), i + 1));
        stop = () -> !marketplace.calls.isEmpty();
        assertThat(push().ending()).isInstanceOf(Ending.Snoozed.class);
        assertThat(marketplace.has).hasSize(100);
        stop = () -> false;
        push();
        assertThat(marketplace.has).hasSize(150);
    }

    @Test
    void aShopIsNotSetToZeroUnlessItIsMeant() throws Exception {
        onSale(50);
        available(0, 20, 0);
        available("o49", 4);

        Run stopped = push();

        assertThat(stopped.ending()).isInstanceOfSatisfying(Ending.Snoozed.class, snoozed -> assertThat(snoozed.why())
                .contains("20 of 50 pairs"));
        assertThat(marketplace.calls).hasSize(1);

        confirmZeroing(Duration.ofHours(1));
        assertThat(push().counts()).containsEntry("zeroed", 20L);
        assertThat(marketplace.has).containsEntry(pair("o0"), 0).containsEntry(pair("o49"), 4);
    }

    @Test
    void aFewOrASmallShareAreNotStopped() throws Exception {
        onSale(100);
        available(0, 30, 0);
        assertThat(push().counts()).as("30 %").containsEntry("zeroed", 30L);

        config = TestStock.guarding(0, 20);
        pass(Duration.ofHours(2));
        available(30, 49, 0);
        assertThat(push().counts()).as("19 more").containsEntry("zeroed", 49L);
    }

    /** As a file does that is told in parts, or a system that says zero after zero. */
    @Test
    void aShopThatIsSetToZeroInPartsIsStoppedLikeOneThatIsAtOnce() throws Exception {
        onSale(100);
        available(0, 20, 0);
        assertThat(push().counts()).containsEntry("zeroed", 20L);
        pass(Duration.ofMinutes(1));
        available(20, 31, 0);

        assertThat(push().ending()).isInstanceOfSatisfying(Ending.Snoozed.class, snoozed -> assertThat(snoozed.why())
                .contains("31 of 100 pairs"));

        available(0, 2, 5);
        assertThat(push().counts()).as("what is sold again does not count").containsEntry("zeroed", 31L);
        pass(Duration.ofHours(1));
        available("o99", 4);
        assertThat(push().ending()).as("nothing is set to zero by it").isEqualTo(Outcome.OK);
    }

    @Test
    void whatWasMeantDoesNotStopTheNextPush() throws Exception {
        onSale(100);
        available(0, 50, 0);
        confirmZeroing(Duration.ofHours(1));
        assertThat(push().counts()).containsEntry("zeroed", 50L);
        pass(Duration.ofMinutes(1));
        confirmZeroing(Duration.ZERO);
        available("o50", 0);
        assertThat(push().counts()).containsEntry("zeroed", 51L);
    }

    /** The marketplace has five of each, and takes another value of them. */
    private void onSale(int pairs) throws Exception {
        available(0, pairs, 5);
        push();
        pass(Duration.ofMinutes(1));
    }

    /** Of several pairs, all but the one at the end. */
    private void available(int first, int end, int quantity) {
        IntStream.range(first, end).forEach(i -> available("o" + i, quantity));
    }

    private void confirmZeroing(Duration lasting) {
        database.api().forSeller(seller, handle -> {
            new StockSettingStore().confirmZeroing(handle, seller, shop, lasting);
            return null;
        });
    }
}
