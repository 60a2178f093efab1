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
import io.marketsync.posting.Scheme;
import io.marketsync.shop.ShopAccess;
import io.marketsync.simulator.access.Role;
import io.marketsync.simulator.fault.FaultKind;

import static io.marketsync.marketplace.ozon.OzonWorld.CLIENT;
import static io.marketsync.marketplace.ozon.OzonWorld.EVERYTHING;
import static io.marketsync.marketplace.ozon.OzonWorld.FBO;
import static io.marketsync.marketplace.ozon.OzonWorld.FBS_CHANGED;
import static io.marketsync.marketplace.ozon.OzonWorld.FBS_NEW;
import static io.marketsync.marketplace.ozon.OzonWorld.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

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
    void aRateLimitSaysHowLongToWait(FaultKind kind) {
        world.misbehave(kind, 7, null);
        eachMethod().forEach(call -> assertThat(limited(call)).isEqualTo(Duration.ofSeconds(7)));
    }

    /** Ozon does not document the status of a closed method, so its text decides. */
    @ParameterizedTest
    @ValueSource(ints = {200, 400, 403, 429, 500, 503})
    void anOpenCircleIsARateLimitUnderAnyStatus(int status) {
        world.misbehave(FaultKind.CIRCLE_OPEN, 90, status);
        eachMethod().forEach(call -> assertThat(limited(call)).isEqualTo(Duration.ofSeconds(90)));
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

    private static Duration limited(ThrowingCallable call) {
        JobFailure failure = failure(call);
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(Reason.RATE_LIMITED);
        return failure.retryAfter().orElseThrow();
    }

    private static JobFailure failure(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(JobFailure.class);
        return (JobFailure) thrown;
    }

    private static Stream<ThrowingCallable> eachMethod() {
        ShopAccess shop = world.shop();
        return Stream.of(
                () -> world.orders.page(shop, FBS_NEW, EVERYTHING, ""),
                () -> world.orders.page(shop, FBS_CHANGED, EVERYTHING, ""),
                () -> world.orders.page(shop, FBO, EVERYTHING, ""),
                () -> world.orders.byNumber(shop, Scheme.FBS, fbs),
                () -> world.orders.byNumber(shop, Scheme.FBO, fbo));
    }
}
