package io.marketsync.marketplace;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.limit.HeldBack;
import io.marketsync.shop.ShopAccess;
import io.marketsync.testing.Misbehaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * How every marketplace's failures are sorted: what may work next time, what waits, what the seller has to mend. None of them looks like
 * an answer. Shown with methods that read, in front of a marketplace that is simulated.
 */
public abstract class FailuresContract {

    private static final Duration PAUSE = Duration.ofSeconds(7);

    /** A call of each method of orders, for this shop; by adapters that remember nothing of the others. */
    protected abstract Stream<ThrowingCallable> eachMethod(ShopAccess shop);

    /** Two methods, over one adapter that is new. */
    protected abstract List<ThrowingCallable> twoMethods(ShopAccess shop);

    /** A call of {@link #twoMethods} of another credential, over the adapter that was new then. */
    protected abstract ThrowingCallable ofAnother();

    protected abstract ShopAccess shop();

    /** The same shop with a key that never was one. */
    protected abstract ShopAccess shopWithAnothersKey();

    /** From now on each call is answered that way; good answers again with the next test. */
    protected abstract void misbehave(Misbehaviour how);

    /** From now on each call is told to come again after that time. */
    protected abstract void limits(Duration pause);

    /** The next call of the shop is told to come again after that time, for all that its credential does. */
    protected abstract void limitsTheCredentialOnce(Duration pause);

    /** The next call of the first of {@link #twoMethods} is told that the method is overloaded. */
    protected abstract void overloadsTheFirstMethodOnce();

    /** The marketplace does not take the key of the shop any more. */
    protected abstract void revokesTheKey();

    @ParameterizedTest
    @EnumSource(value = Misbehaviour.class, names = "(FAILS|BREAKS)_.*", mode = EnumSource.Mode.MATCH_ALL)
    void whatMayWorkNextTimeIsTransient(Misbehaviour how) {
        misbehave(how);
        eachMethod(shop()).forEach(call -> {
            JobFailure failure = failure(call);
            assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(Reason.TRANSIENT);
        });
    }

    @Test
    void aRateLimitHoldsTheJobBackForAsLongAsItSays() {
        limits(PAUSE);
        eachMethod(shop()).forEach(call -> assertThat(heldBack(call)).isBetween(PAUSE.minusSeconds(1), PAUSE));
    }

    @Test
    void aLimitOfTheCredentialHoldsAllItsMethodsBackAndNobodyElses() {
        limitsTheCredentialOnce(Duration.ofSeconds(30));
        for (ThrowingCallable call : twoMethods(shop())) {
            assertThat(heldBack(call)).isPositive();
        }
        assertThat(failure(ofAnother()).reason())
                .as("it was asked, with a key that is none")
                .isEqualTo(Reason.AUTH);
    }

    @Test
    void anOverloadedMethodIsHeldBackAndNoOther() {
        overloadsTheFirstMethodOnce();
        List<ThrowingCallable> calls = twoMethods(shop());
        assertThat(heldBack(calls.getFirst())).isPositive();
        assertThat(catchThrowable(calls.getLast())).isNull();
        assertThat(heldBack(calls.getFirst())).as("it is not asked again").isPositive();
    }

    @Test
    void aKeyThatIsNotTheShopsIsTheSellersToCorrect() {
        refused(shopWithAnothersKey());
    }

    @Test
    void aRevokedKeyIsTheSellersToReplace() {
        revokesTheKey();
        refused(shop());
    }

    private void refused(ShopAccess shop) {
        eachMethod(shop).forEach(call -> {
            JobFailure failure = failure(call);
            assertThat(failure.reason()).isEqualTo(Reason.AUTH);
            assertThat(failure.getMessage()).as("what to do").matches("[A-Z].{20,}\\.");
            assertThat(failure.getMessage()).doesNotContain(shop.apiKey().reveal());
        });
    }

    protected static Duration heldBack(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(HeldBack.class);
        return ((HeldBack) thrown).pause();
    }

    protected static JobFailure failure(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(JobFailure.class);
        return (JobFailure) thrown;
    }
}
