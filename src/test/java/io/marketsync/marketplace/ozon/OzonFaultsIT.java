package io.marketsync.marketplace.ozon;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.limit.HeldBack;
import io.marketsync.posting.Scheme;
import io.marketsync.shop.ShopAccess;
import io.marketsync.simulator.access.Role;
import io.marketsync.simulator.fault.FaultKind;
import io.marketsync.simulator.fault.FaultRule;
import io.marketsync.testing.TestOzon;

import static io.marketsync.marketplace.ozon.OzonWorld.CLIENT;
import static io.marketsync.marketplace.ozon.OzonWorld.EVERYTHING;
import static io.marketsync.marketplace.ozon.OzonWorld.FBO;
import static io.marketsync.marketplace.ozon.OzonWorld.FBS_CHANGED;
import static io.marketsync.marketplace.ozon.OzonWorld.FBS_NEW;
import static io.marketsync.marketplace.ozon.OzonWorld.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Every way the marketplace fails has its reason, for each method we call; none of them looks like an empty page. */
class OzonFaultsIT {

    private static OzonWorld world;
    private static String fbs;
    private static String fbo;

    @BeforeAll
    static void open() throws Exception {
        world = new OzonWorld(7);
        fbs = world.read(FBS_NEW, EVERYTHING).getFirst().number();
        fbo = world.read(FBO, EVERYTHING).getFirst().number();
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @AfterEach
    void behaveAgain() {
        world.simulator.faults().clear();
        world.simulator.keys().restore(CLIENT, NOW);
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            names = {
                "STATUS500",
                "HTML502",
                "ERROR_IN_200",
                "EMPTY_BODY",
                "RESET_BEFORE",
                "RESET_AFTER_COMMIT",
                "TRUNCATED",
                "TRUNCATED_BODY"
            })
    void whatMayWorkNextTimeIsTransient(FaultKind kind) {
        world.misbehave(kind, null, null);
        eachMethod().forEach(call -> {
            JobFailure failure = failure(call);
            assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(Reason.TRANSIENT);
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            names = {"STATUS429", "STATUS429_ITEMS"})
    void aRateLimitHoldsTheJobBackForAsLongAsItSays(FaultKind kind) {
        world.misbehave(kind, 7, null);
        eachMethod()
                .forEach(call -> assertThat(heldBack(call)).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(7)));
    }

    /** Ozon does not document the status of a closed method, so its text decides. */
    @ParameterizedTest
    @ValueSource(ints = {200, 400, 403, 429, 500, 503})
    void anOpenCircleIsARateLimitUnderAnyStatus(int status) {
        world.misbehave(FaultKind.CIRCLE_OPEN, 90, status);
        eachMethod()
                .forEach(call -> assertThat(heldBack(call)).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(90)));
    }

    @Test
    void anOpenCircleHoldsItsMethodBackAndNoOther() throws Exception {
        world.simulator
                .faults()
                .add(new FaultRule(
                        null, "/v4/posting/fbs/list", null, FaultKind.CIRCLE_OPEN, 1, null, null, null, 90, 429));
        OzonOrders orders = OzonWorld.adapter(TestOzon.at(world.simulator.uri()));
        assertThat(heldBack(() -> orders.page(world.shop(), FBS_NEW, EVERYTHING, "")))
                .isPositive();
        assertThat(orders.page(world.shop(), FBO, EVERYTHING, "").postings()).isNotEmpty();
        assertThat(heldBack(() -> orders.page(world.shop(), FBS_NEW, EVERYTHING, "")))
                .as("the method is not asked again")
                .isPositive();
    }

    @Test
    void aLimitOfTheCredentialHoldsAllItsMethodsBackAndNobodyElses() throws Exception {
        world.simulator
                .faults()
                .add(new FaultRule(null, null, CLIENT, FaultKind.STATUS429, 1, null, null, null, 30, null));
        OzonOrders orders = OzonWorld.adapter(TestOzon.at(world.simulator.uri()));
        assertThat(heldBack(() -> orders.page(world.shop(), FBS_NEW, EVERYTHING, "")))
                .isPositive();
        assertThat(heldBack(() -> orders.page(world.shop(), FBO, EVERYTHING, "")))
                .isPositive();
        JobFailure other = catchThrowableOfType(
                JobFailure.class, () -> orders.page(OzonWorld.shop("4711", "key"), FBO, EVERYTHING, ""));
        assertThat(other.reason()).as("it was asked, with a key that is none").isEqualTo(Reason.AUTH);
    }

    static Stream<Arguments> keysThatDoNotOpen() {
        return Stream.of(
                Arguments.of("wrong", "not-the-key", "Ozon refuses the key. Check Client-Id and key"),
                Arguments.of("missing", "", "Ozon refuses the key. Check Client-Id and key"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keysThatDoNotOpen")
    void aKeyThatIsNotTheShopsIsTheSellersToCorrect(String name, String key, String advice) {
        ShopAccess shop = OzonWorld.shop(key);
        JobFailure failure = failure(() -> world.orders.page(shop, FBS_NEW, EVERYTHING, ""));
        assertThat(failure.reason()).isEqualTo(Reason.AUTH);
        assertThat(failure).hasMessageStartingWith(advice);
    }

    @Test
    void anExpiredKeyAsksForANewOne() {
        world.simulator.keys().expire(CLIENT, NOW.minusSeconds(1));
        refused("Create a new one in the seller cabinet");
    }

    @Test
    void aRevokedKeyAsksForANewOne() {
        world.simulator.keys().revoke(CLIENT);
        refused("Create a new one in the seller cabinet");
    }

    @Test
    void aMissingRoleIsNamedAndOtherMethodsStillWork() throws Exception {
        world.simulator.keys().limitTo(CLIENT, EnumSet.complementOf(EnumSet.of(Role.POSTING_FBS)));
        JobFailure failure = failure(() -> world.orders.page(world.shop(), FBS_NEW, EVERYTHING, ""));
        assertThat(failure.reason()).isEqualTo(Reason.AUTH);
        assertThat(failure).hasMessageContaining("Add the role in the seller cabinet");
        assertThat(world.orders.page(world.shop(), FBO, EVERYTHING, "").postings())
                .isNotEmpty();
    }

    @Test
    void aKeyWithoutAnyRoleCannotEvenAskByNumber() {
        world.simulator.keys().limitTo(CLIENT, Set.of());
        refused("Add the role in the seller cabinet");
    }

    @Test
    void aPostingThatDoesNotExistIsRejected() {
        JobFailure failure = failure(() -> world.orders.byNumber(world.shop(), Scheme.FBS, "00000000-0000-1"));
        assertThat(failure.reason()).isEqualTo(Reason.REJECTED);
    }

    private static void refused(String advice) {
        eachMethod().forEach(call -> {
            JobFailure failure = failure(call);
            assertThat(failure.reason()).isEqualTo(Reason.AUTH);
            assertThat(failure).hasMessageContaining(advice);
        });
    }

    private static Duration heldBack(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(HeldBack.class);
        return ((HeldBack) thrown).pause();
    }

    private static JobFailure failure(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(JobFailure.class);
        return (JobFailure) thrown;
    }

    /** Each by an adapter that remembers nothing of the others. */
    private static Stream<ThrowingCallable> eachMethod() {
        ShopAccess shop = world.shop();
        return Stream.of(
                () -> adapter().page(shop, FBS_NEW, EVERYTHING, ""),
                () -> adapter().page(shop, FBS_CHANGED, EVERYTHING, ""),
                () -> adapter().page(shop, FBO, EVERYTHING, ""),
                () -> adapter().byNumber(shop, Scheme.FBS, fbs),
                () -> adapter().byNumber(shop, Scheme.FBO, fbo));
    }

    private static OzonOrders adapter() {
        return OzonWorld.adapter(TestOzon.at(world.simulator.uri()));
    }
}
