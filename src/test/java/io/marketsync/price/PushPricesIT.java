package io.marketsync.price;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.Attempt;
import io.marketsync.job.AttemptLost;
import io.marketsync.job.Ending;
import io.marketsync.job.Outcome;
import io.marketsync.limit.HeldBack;
import io.marketsync.push.ItemError;
import io.marketsync.push.Pending;
import io.marketsync.testing.Printed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What leaves for the marketplace, how often, and what is known afterwards. */
class PushPricesIT extends PricingShop {

    @Test
    void onlyChangedPricesAreSentAndAsTheyWereSaid() throws Exception {
        say(new SaidPrice("a", price("1299.90", "1599", "999.5", "RUB"), 7L));
        say("b", "0.01");
        assertThat(push().ending()).isEqualTo(Outcome.OK);
        assertThat(marketplace.has)
                .containsOnly(
                        Map.entry("a", price("1299.90", "1599.00", "999.50", "RUB")), Map.entry("b", roubles("0.01")));
        assertThat(stored("a")).isEqualTo("1299.90 1299.90 1299.90");

        say(new SaidPrice("a", price("1299.90", "1599", null, "RUB"), 8L));
        say("b", "0.02");
        push();
        assertThat(marketplace.calls.getLast()).containsExactly(new PriceItem("b", roubles("0.02")));

        say(new SaidPrice("a", price("1299.90", "0", null, "RUB"), 9L));
        push();
        assertThat(marketplace.calls.getLast())
                .as("nothing is struck through any more")
                .containsExactly(new PriceItem("a", price("1299.90", "0", "999.50", "RUB")));
        marketplace.calls.clear();
        push();
        assertThat(marketplace.calls).isEmpty();
    }

    @Test
    void nothingToPushIsNothingAndAsksNothing() throws Exception {
        assertThat(push().ending()).isEqualTo(Outcome.NOTHING);
        assertThat(marketplace.calls).isEmpty();
        assertThat(marketplace.currencyCalls).isZero();
    }

    @Test
    void whatIsSoldTooCheaplyGoesFirstThenWhatWaitedForLongest() throws Exception {
        for (String offer : List.of("less", "more", "new", "older")) {
            say(offer, "10");
        }
        change("DELETE FROM price WHERE offer_code = 'new'");
        push();
        say("less", "9");
        say("more", "11");
        say("new", "10");
        say("older", "9");
        change("UPDATE price SET changed_at = now() - interval '1 hour' WHERE offer_code = 'older'");
        change("UPDATE price SET changed_at = now() - interval '1 minute' WHERE offer_code = 'new'");

        push();

        assertThat(marketplace.calls.getLast())
                .extracting(PriceItem::offer)
                .containsExactly("more", "older", "new", "less");
    }

    @Test
    void tenPricesOfAnOfferLeaveInABurstAndTheNextWhenTheFirstIsAnHourOld() throws Exception {
        for (int i = 1; i <= 10; i++) {
            say("a", i + "");
            assertThat(push().ending()).isEqualTo(Outcome.OK);
        }
        say("a", "11");
        say("b", "1");

        assertThat(push().ending()).as("longer than a job waits").isEqualTo(Outcome.OK);

        assertThat(marketplace.has).containsEntry("a", roubles("10")).containsEntry("b", roubles("1"));
        Pending pending = database.api().forSeller(seller, handle -> prices.pending(handle, seller, shop));
        assertThat(pending.pending()).isEqualTo(1);
        assertThat(pending.waiting()).isEqualTo(1);
        assertThat(pending.nextAt())
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(58)),
                        Instant.now().plus(Duration.ofMinutes(60)));
        pass(Duration.ofMinutes(50));
        assertThat(push().ending()).isInstanceOfSatisfying(Ending.Snoozed.class, snoozed -> assertThat(snoozed.pause())
                .isBetween(Duration.ofMinutes(8), Duration.ofMinutes(10)));
        pass(Duration.ofMinutes(10));
        push();
        assertThat(marketplace.has).containsEntry("a", roubles("11"));
    }

    /** As the marketplace counts them: by when they arrive. Answers are lost, calls are held back, processes die. */
    @Test
    void noHourHasMoreThanTenWhateverHappens() throws Exception {
        Random random = new Random(Printed.seed(PushPricesIT.class, "prices.seed"));
        List<Instant> arrivals = new ArrayList<>();
        Duration passed = Duration.ZERO;
        for (int round = 0; round < 150; round++) {
            int fate = random.nextInt(10);
            say("a", round + 1 + "");
            Attempt attempt = attempt();
            Duration sofar = passed;
            marketplace.during.put(marketplace.calls.size(), () -> {
                if (fate == 0) {
                    throw new HeldBack(Duration.ofSeconds(20), "The rate limit is used up.");
                }
                // what has no answer may arrive late
                arrivals.add(Instant.now().plus(sofar).plusSeconds(fate < 3 ? 25 : 0));
                if (fate == 1) {
                    throw new JobFailure(Reason.TRANSIENT, "no answer");
                } else if (fate == 2) {
                    attempt();
                }
            });
            try {
                push(attempt);
            } catch (JobFailure | HeldBack | AttemptLost expected) {
                assertThat(fate).isLessThan(3);
            }
            Duration step = Duration.ofSeconds(random.nextInt(240));
            pass(step);
            passed = passed.plus(step);
        }
        arrivals.sort(null);
        for (int i = 10; i < arrivals.size(); i++) {
            assertThat(Duration.between(arrivals.get(i - 10), arrivals.get(i)))
                    .as("from arrival %d to the tenth after it", i - 10)
                    .isGreaterThanOrEqualTo(Duration.ofHours(1));
        }
        assertThat(arrivals).as("and not many fewer").hasSizeGreaterThan((int) (passed.toHours() * 8));
    }

    @Test
    void whatNeverLeftCountsForNothing() throws Exception {
        say("a", "1");
        push();
        say("a", "2");
        marketplace.during.put(1, () -> {
            throw new HeldBack(Duration.ofSeconds(20), "The rate limit is used up.");
        });
        assertThatThrownBy(this::push).isInstanceOf(HeldBack.class);
        assertThat(sends("a")).isEqualTo(1);
        assertThat(stored("a")).as("what the marketplace has is known still").isEqualTo("2.00 2.00 1.00");

        marketplace.objectionable.add("a");
        push();
        assertThat(sends("a")).isEqualTo(1);
        assertThat(stored("a")).isEqualTo("2.00 2.00 1.00 permanent OBJECTION");
    }

    @Test
    void aPoisonousItemIsFoundAndTheOthersArrive() throws Exception {
        sayMany(1000, "10");
        marketplace.poison.add("o123");
        marketplace.poison.add("o877");

        Run run = push();

        assertThat(run.ending()).isEqualTo(Outcome.PARTIAL);
        assertThat(marketplace.has).hasSize(998).doesNotContainKeys("o123", "o877");
        assertThat(stored("o123")).isEqualTo("10.00 10.00 ? permanent MALFORMED");
        assertThat(run.counts()).containsEntry("sent", 998L).containsEntry("quarantined", 2L);
        assertThat(marketplace.calls).as("halves of halves").hasSizeLessThanOrEqualTo(41);
    }

    @Test
    void aMarketplaceThatRefusesAllIsNotAskedWithoutEnd() throws Exception {
        sayMany(1000, "10");
        IntStream.range(0, 1000).forEach(i -> marketplace.poison.add("o%03d".formatted(i)));

        assertThatThrownBy(this::push).isInstanceOfSatisfying(JobFailure.class, failure -> assertThat(failure.reason())
                .isEqualTo(Reason.TRANSIENT));

        assertThat(marketplace.calls.size()).isBetween(200, 205);
        assertThat(text("SELECT count(*) FROM price WHERE shop_id = ? AND error_code = 'MALFORMED'", shop))
                .as("found so far, and not asked again soon")
                .satisfies(found -> assertThat(Integer.parseInt(found)).isGreaterThan(90));
    }

    @Test
    void halvingEndsWithItsAttempt() throws Exception {
        sayMany(1000, "10");
        marketplace.poison.add("o500");
        stop = () -> marketplace.calls.size() >= 2;

        assertThat(push().ending()).isInstanceOf(Ending.Snoozed.class);

        assertThat(marketplace.calls).hasSize(2);
        stop = () -> false;
        push();
        assertThat(marketplace.has).hasSize(999);
    }

    @Test
    void aRefusedItemKeepsItsErrorUntilTheSellerSaysSomethingElse() throws Exception {
        say("gone", "5");
        say("soon", "5");
        marketplace.errors.put("gone", new ItemError(true, "NOT_FOUND_ERROR", "Check the item code."));
        marketplace.errors.put("soon", new ItemError(false, "ITEM_LIMIT", "It is sent again."));

        Run run = push();

        assertThat(run.ending()).as("the transient one is due in a minute").isInstanceOf(Ending.Snoozed.class);
        assertThat(run.counts()).containsEntry("quarantined", 1L).containsEntry("refused", 1L);
        assertThat(stored("gone")).isEqualTo("5.00 5.00 ? permanent NOT_FOUND_ERROR");
        assertThat(stored("soon")).isEqualTo("5.00 5.00 ? transient ITEM_LIMIT");
        marketplace.errors.clear();
        pass(Duration.ofSeconds(61));
        assertThat(push().ending()).isEqualTo(Outcome.PARTIAL);
        assertThat(marketplace.has).containsOnlyKeys("soon");

        say("gone", "6");
        push();
        assertThat(stored("gone")).isEqualTo("6.00 6.00 6.00");
    }

    @Test
    void anErrorOfTheOldPriceSaysNothingAboutTheNewOne() throws Exception {
        say("a", "5");
        marketplace.errors.put("a", new ItemError(true, "INVALID_CATEGORY_PRICE", "Check it."));
        marketplace.during.put(0, () -> say("a", "6"));
        push();
        assertThat(stored("a")).isEqualTo("6.00 5.00 ?");
        marketplace.errors.clear();
        push();
        assertThat(stored("a")).isEqualTo("6.00 6.00 6.00");
    }

    @Test
    void theNewestPriceLeaves() throws Exception {
        sayMany(1001, "10");
        marketplace.during.put(0, () -> say("o999", "7"));
        push();
        assertThat(marketplace.has).containsEntry("o999", roubles("7"));
    }

    @Test
    void aPriceInAnotherCurrencyThanTheShopsDoesNotLeave() throws Exception {
        say(new SaidPrice("a", price("100", "0", null, "CNY"), null));
        say("b", "100");

        push();

        assertThat(marketplace.has).containsOnlyKeys("b");
        assertThat(stored("a")).isEqualTo("100.00 100.00 ? permanent OTHER_CURRENCY");
        assertThat(known().code()).isEqualTo("RUB");

        marketplace.currency = Optional.of("CNY");
        pass(Duration.ofMinutes(61));
        say(new SaidPrice("a", price("100", "0", null, "CNY"), null));
        push();
        assertThat(marketplace.has).as("the shop has changed it").containsKey("a");
        push();
        assertThat(marketplace.currencyCalls).as("once an hour").isEqualTo(2);
    }

    @Test
    void aMarketplaceThatDoesNotSayTheCurrencyDecidesItemByItem() throws Exception {
        marketplace.currency = Optional.empty();
        say("a", "100");
        push();
        assertThat(marketplace.has).containsKey("a");
        assertThat(known().code()).isNull();
    }

    @Test
    void aShopIsNotSoldOffUnlessItIsMeant() throws Exception {
        sayMany(50, "100");
        push();
        sayMany(20, "69.99");
        say("o049", "101");

        Run stopped = push();

        assertThat(stopped.ending()).isInstanceOfSatisfying(Ending.Snoozed.class, snoozed -> assertThat(snoozed.why())
                .contains("20 of 50 prices", "30 %"));
        assertThat(marketplace.calls).hasSize(1);

        confirmLowering(Duration.ofHours(1));
        push();
        assertThat(marketplace.has).containsEntry("o000", roubles("69.99")).containsEntry("o049", roubles("101"));
    }

    @Test
    void aFewOrASmallShareOrASmallFallAreNotStopped() throws Exception {
        sayMany(100, "100");
        push();
        sayMany(30, "1");
        assertThat(push().ending()).as("30 % of the shop").isEqualTo(Outcome.OK);
        sayMany(100, "0.70");
        assertThat(push().ending()).as("70 % of it fall, and more than 30 %").isInstanceOf(Ending.Snoozed.class);
        guard = new Guard(0.995, 0.3, 20);
        assertThat(push().ending()).as("by less than the depth").isEqualTo(Outcome.OK);
        guard = new Guard(0.3, 0, 20);
        pass(Duration.ofHours(2));
        sayMany(19, "0.10");
        assertThat(push().ending()).as("19 prices").isEqualTo(Outcome.OK);
    }

    @Test
    void pricesThatFallInPartsOrStepsAreStoppedLikeThoseThatFallAtOnce() throws Exception {
        sayMany(100, "100");
        push();
        sayMany(20, "60");
        assertThat(push().ending()).as("20 of 100").isEqualTo(Outcome.OK);
        sayMany(31, "60");
        assertThat(push().ending()).isInstanceOfSatisfying(Ending.Snoozed.class, snoozed -> assertThat(snoozed.why())
                .contains("31 of 100 prices"));
        sayMany(31, "80");
        assertThat(push().ending()).as("by 20 %").isEqualTo(Outcome.OK);
        sayMany(31, "65");
        assertThat(push().ending()).as("by 19 % more").isInstanceOf(Ending.Snoozed.class);
        pass(Duration.ofHours(2));
        assertThat(push().ending()).as("since 80, two hours ago").isEqualTo(Outcome.OK);
    }

    @Test
    void noHourEndsAMistakeThatGoesOn() throws Exception {
        sayMany(100, "100");
        push();
        sayMany(100, "99");
        push();
        pass(Duration.ofMinutes(55));
        sayMany(25, "50");
        assertThat(push().ending()).as("25 of 100").isEqualTo(Outcome.OK);
        pass(Duration.ofMinutes(10));
        sayMany(50, "50");
        assertThat(push().ending()).isInstanceOfSatisfying(Ending.Snoozed.class, snoozed -> assertThat(snoozed.why())
                .contains("50 of 100 prices"));
    }

    @Test
    void whatWasMeantIsTheNewBeginning() throws Exception {
        sayMany(100, "100");
        push();
        confirmLowering(Duration.ofHours(1));
        sayMany(100, "60");
        assertThat(push().ending()).isEqualTo(Outcome.OK);
        confirmLowering(Duration.ZERO);
        sayMany(100, "45");
        assertThat(push().ending()).as("by 25 %").isEqualTo(Outcome.OK);
        sayMany(100, "40");
        assertThat(push().ending()).as("by 33 % since what was meant").isInstanceOf(Ending.Snoozed.class);
    }

    private void confirmLowering(Duration lasting) {
        database.api().forSeller(seller, handle -> {
            settings.confirmLowering(handle, seller, shop, lasting);
            return null;
        });
    }

    private ShopCurrency known() {
        return database.api().forSeller(seller, handle -> settings.currency(handle, seller, shop));
    }
}
