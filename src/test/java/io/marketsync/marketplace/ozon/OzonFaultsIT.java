package io.marketsync.marketplace.ozon;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.marketplace.FailuresContract;
import io.marketsync.posting.Scheme;
import io.marketsync.shop.ShopAccess;
import io.marketsync.simulator.access.Role;
import io.marketsync.simulator.fault.FaultKind;
import io.marketsync.simulator.fault.FaultRule;
import io.marketsync.testing.Misbehaviour;
import io.marketsync.testing.TestOzon;

import static io.marketsync.marketplace.ozon.OzonWorld.CLIENT;
import static io.marketsync.marketplace.ozon.OzonWorld.EVERYTHING;
import static io.marketsync.marketplace.ozon.OzonWorld.FBO;
import static io.marketsync.marketplace.ozon.OzonWorld.FBS_CHANGED;
import static io.marketsync.marketplace.ozon.OzonWorld.FBS_NEW;
import static io.marketsync.marketplace.ozon.OzonWorld.NOW;
import static org.assertj.core.api.Assertions.assertThat;

/** Every way Ozon fails has its reason, for each method of orders; none of them looks like an empty page. */
class OzonFaultsIT extends FailuresContract {

    private static OzonWorld world;
    private static String fbs;
    private static String fbo;

    private OzonOrders latest;

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

    @Override
    protected ShopAccess shop() {
        return world.shop();
    }

    @Override
    protected ShopAccess shopWithAnothersKey() {
        return OzonWorld.shop("not-the-key");
    }

    @Override
    protected Stream<ThrowingCallable> eachMethod(ShopAccess shop) {
        return Stream.of(
                () -> adapter().page(shop, FBS_NEW, EVERYTHING, ""),
                () -> adapter().page(shop, FBS_CHANGED, EVERYTHING, ""),
                () -> adapter().page(shop, FBO, EVERYTHING, ""),
                () -> adapter().byNumber(shop, Scheme.FBS, fbs),
                () -> adapter().byNumber(shop, Scheme.FBO, fbo));
    }

    @Override
    protected List<ThrowingCallable> twoMethods(ShopAccess shop) {
        OzonOrders orders = adapter();
        latest = orders;
        return List.of(() -> orders.page(shop, FBS_NEW, EVERYTHING, ""), () -> assertThat(
                        orders.page(shop, FBO, EVERYTHING, "").postings())
                .isNotEmpty());
    }

    @Override
    protected ThrowingCallable ofAnother() {
        return () -> latest.page(OzonWorld.shop("4711", "key"), FBO, EVERYTHING, "");
    }

    @Override
    protected void misbehave(Misbehaviour how) {
        world.misbehave(OzonMisbehaviour.kind(how), null, null);
    }

    @Override
    protected void limits(Duration pause) {
        world.misbehave(FaultKind.STATUS429, Math.toIntExact(pause.toSeconds()), null);
    }

    @Override
    protected void limitsTheCredentialOnce(Duration pause) {
        world.simulator
                .faults()
                .add(new FaultRule(
                        null,
                        null,
                        CLIENT,
                        FaultKind.STATUS429,
                        1,
                        null,
                        null,
                        null,
                        Math.toIntExact(pause.toSeconds()),
                        null));
    }

    @Override
    protected void overloadsTheFirstMethodOnce() {
        world.simulator
                .faults()
                .add(new FaultRule(
                        null, "/v4/posting/fbs/list", null, FaultKind.CIRCLE_OPEN, 1, null, null, null, 90, 429));
    }

    @Override
    protected void revokesTheKey() {
        world.simulator.keys().revoke(CLIENT);
    }

    @Test
    void aLimitOfItemsIsARateLimitToo() {
        world.misbehave(FaultKind.STATUS429_ITEMS, 7, null);
        eachMethod(shop())
                .forEach(call -> assertThat(heldBack(call)).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(7)));
    }

    /** Ozon does not document the status of a closed method, so its text decides. */
    @ParameterizedTest
    @ValueSource(ints = {200, 400, 403, 429, 500, 503})
    void anOpenCircleIsARateLimitUnderAnyStatus(int status) {
        world.misbehave(FaultKind.CIRCLE_OPEN, 90, status);
        eachMethod(shop())
                .forEach(call -> assertThat(heldBack(call)).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(90)));
    }

    static Stream<Arguments> keysThatDoNotOpen() {
        return Stream.of(
                Arguments.of("wrong", "not-the-key", "Ozon refuses the key. Check Client-Id and key"),
                Arguments.of("missing", "", "Ozon refuses the key. Check Client-Id and key"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keysThatDoNotOpen")
    void aKeyThatIsNotTheShopsIsToldInWordsOfTheCabinet(String name, String key, String advice) {
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
        revokesTheKey();
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

    private void refused(String advice) {
        eachMethod(shop()).forEach(call -> {
            JobFailure failure = failure(call);
            assertThat(failure.reason()).isEqualTo(Reason.AUTH);
            assertThat(failure).hasMessageContaining(advice);
        });
    }

    private static OzonOrders adapter() {
        return OzonWorld.adapter(TestOzon.at(world.simulator.uri()));
    }
}
