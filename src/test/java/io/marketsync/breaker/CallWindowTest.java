package io.marketsync.breaker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.marketsync.limit.HeldBack;
import io.marketsync.testing.TestBreaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class CallWindowTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000); // nanoTime may overflow
    private final AtomicInteger trips = new AtomicInteger();
    private final CallWindow window = new CallWindow(TestBreaker.shipped(), now::get);

    CallWindowTest() {
        window.onTrip(trips::incrementAndGet);
    }

    @ParameterizedTest
    @EnumSource(names = {"FAULT", "OVERLOADED", "BROKEN"})
    void tenFailuresOfThreeCredentialsSayThatItIsAway(CallEnd failure) {
        for (int call = 0; call < 9; call++) {
            window.ended("seller " + call % 3, failure);
        }
        assertThat(window.tripped()).isEmpty();

        HeldBack held = heldBack("seller 0", failure);

        assertThat(held.pause()).isEqualTo(Duration.ofSeconds(30));
        assertThat(window.tripped()).hasValueSatisfying(why -> assertThat(why)
                .contains("10 calls", "3 credentials", "10 " + failure.word()));
        assertThat(trips).hasValue(1);
    }

    @Test
    void callsWithoutAnAnswerCountTwiceBecauseThereAreFewOfThem() {
        for (int call = 0; call < 4; call++) {
            window.ended("seller " + call, CallEnd.TIMED_OUT);
        }
        heldBack("seller 4", CallEnd.TIMED_OUT);
        assertThat(trips).hasValue(1);
    }

    @Test
    void theTroubleOfOneSellerOrTwoStopsNobodyElse() {
        for (int call = 0; call < 100; call++) {
            window.ended("troubled " + call % 2, CallEnd.FAULT);
            if (call == 0) {
                window.ended("well", CallEnd.ANSWERED);
            }
        }
        assertThat(window.tripped()).isEmpty();
    }

    @Test
    void whereFewerCredentialsAreInUseAllOfThemFailAndTwiceAsOften() {
        for (int call = 0; call < 19; call++) {
            window.ended("only", CallEnd.FAULT);
        }
        assertThat(window.tripped()).isEmpty();
        heldBack("only", CallEnd.FAULT);
        assertThat(window.tripped()).isPresent();
    }

    @Test
    void aMarketplaceThatAnswersHalfOfItsCallsIsThere() {
        for (int call = 0; call < 100; call++) {
            window.ended("seller " + call % 5, CallEnd.ANSWERED);
            window.ended("seller " + call % 5, CallEnd.ANSWERED);
            window.ended("seller " + call % 5, CallEnd.FAULT);
        }
        assertThat(window.tripped()).isEmpty();
    }

    @Test
    void whatWasLongAgoSaysNothing() {
        for (int call = 0; call < 50; call++) {
            window.ended("seller " + call % 3, CallEnd.FAULT);
            now.addAndGet(Duration.ofSeconds(4).toNanos());
        }
        assertThat(window.tripped()).isEmpty();
    }

    @Test
    void aGoodHourDoesNotHideAnOutage() {
        for (int call = 0; call < 20_000; call++) {
            window.ended("seller " + call % 7, CallEnd.ANSWERED);
        }
        now.addAndGet(Duration.ofSeconds(31).toNanos());
        for (int call = 0; call < 9; call++) {
            window.ended("seller " + call % 3, CallEnd.FAULT);
        }
        heldBack("seller 1", CallEnd.FAULT);
    }

    @Test
    void whileItIsAwayFailuresAreNobodysAndAnswersAreHeard() {
        window.away(Duration.ofMinutes(2));

        assertThat(heldBack("a", CallEnd.TIMED_OUT).pause()).isEqualTo(Duration.ofMinutes(2));
        assertThatCode(() -> window.ended("a", CallEnd.ANSWERED)).doesNotThrowAnyException();

        now.addAndGet(Duration.ofMinutes(3).toNanos());
        assertThat(heldBack("a", CallEnd.FAULT).pause())
                .as("until somebody says that it is back")
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whenItIsBackWhatWasBeforeSaysNothing() {
        tenFailuresOfThreeCredentialsSayThatItIsAway(CallEnd.FAULT);
        window.back();

        for (int call = 0; call < 9; call++) {
            window.ended("seller " + call % 3, CallEnd.FAULT);
        }
        assertThat(window.tripped()).isEmpty();
        heldBack("seller 2", CallEnd.FAULT);
        assertThat(trips).hasValue(2);
    }

    private HeldBack heldBack(String credential, CallEnd end) {
        HeldBack held = catchThrowableOfType(HeldBack.class, () -> window.ended(credential, end));
        assertThat(held).isNotNull();
        return held;
    }
}
