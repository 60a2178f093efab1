package io.marketsync.price;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.Attempt;
import io.marketsync.job.AttemptLost;
import io.marketsync.job.Ending;
import io.marketsync.job.Outcome;
import io.marketsync.limit.HeldBack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A price that left and has no answer: nobody knows whether it has arrived, or will. */
class PricesUnderWayIT extends PricingShop {

    private static final Duration HOLD = Duration.ofSeconds(391);

    /** A price without an answer may arrive for so long. */
    private static final Duration UNDER_WAY = Duration.ofSeconds(30);

    @Test
    void whatMayHaveArrivedIsSentAgainAbsolute() throws Exception {
        say("a", "5");
        push();
        say("a", "3");
        marketplace.during.put(1, () -> {
            throw new JobFailure(Reason.TRANSIENT, "Ozon did not answer within 20 s.");
        });
        assertThatThrownBy(this::push).isInstanceOf(JobFailure.class);
        assertThat(stored("a")).as("nobody knows").isEqualTo("3.00 3.00 ?");

        say("a", "5");
        pass(UNDER_WAY);
        push();
        assertThat(marketplace.has).as("not what was confirmed before").containsEntry("a", roubles("5"));
        assertThat(marketplace.calls).hasSize(3);
    }

    /** Two values under way at once may arrive in the other order, and nobody reads prices back. */
    @Test
    void noPriceLeavesWhileAnotherOfItsOfferMayArrive() throws Exception {
        say("a", "3");
        say("b", "3");
        marketplace.during.put(0, () -> {
            throw new JobFailure(Reason.TRANSIENT, "Ozon did not answer within 20 s.");
        });
        assertThatThrownBy(this::push).isInstanceOf(JobFailure.class);
        say("a", "5");
        say("c", "5");

        assertThat(push().ending()).isInstanceOfSatisfying(Ending.Snoozed.class, snoozed -> assertThat(snoozed.pause())
                .isBetween(UNDER_WAY.minusSeconds(10), UNDER_WAY));

        assertThat(marketplace.calls.getLast()).containsExactly(new PriceItem("c", roubles("5")));
        pass(UNDER_WAY);
        assertThat(push().ending()).isEqualTo(Outcome.OK);
        assertThat(marketplace.calls.getLast())
                .containsExactlyInAnyOrder(new PriceItem("a", roubles("5")), new PriceItem("b", roubles("3")));
    }

    @Test
    void aPriceThatNeverLeftHoldsNoOtherBack() throws Exception {
        say("a", "3");
        marketplace.during.put(0, () -> {
            throw new HeldBack(Duration.ofSeconds(20), "The rate limit is used up.");
        });
        assertThatThrownBy(this::push).isInstanceOf(HeldBack.class);
        say("a", "5");

        assertThat(push().ending()).isEqualTo(Outcome.OK);

        assertThat(stored("a")).isEqualTo("5.00 5.00 5.00");
    }

    @Test
    void aWorkerThatDiesAfterTakingABatchLeavesItToOthersWhenItCannotBeUnderWay() throws Exception {
        say("a", "5");
        Attempt lost = attempt();
        marketplace.during.put(0, this::attempt);
        assertThatThrownBy(() -> push(lost)).isInstanceOf(AttemptLost.class);
        assertThat(stored("a")).isEqualTo("5.00 5.00 ?");

        push();
        assertThat(marketplace.calls).as("it may be under way").hasSize(1);
        pass(HOLD);
        push();
        assertThat(stored("a")).isEqualTo("5.00 5.00 5.00");
    }
}
