package io.marketsync.marketplace.ozon;

import java.lang.reflect.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.posting.Scheme;
import io.marketsync.shop.KeyFacts;
import io.marketsync.shop.ShopAccess;
import io.marketsync.shop.Warehouse;
import io.marketsync.simulator.access.Role;
import io.marketsync.simulator.fault.FaultKind;
import io.marketsync.testing.TestOzon;

import static io.marketsync.marketplace.ozon.OzonWorld.CLIENT;
import static io.marketsync.marketplace.ozon.OzonWorld.EVERYTHING;
import static io.marketsync.marketplace.ozon.OzonWorld.FBO;
import static io.marketsync.marketplace.ozon.OzonWorld.FBS_NEW;
import static io.marketsync.marketplace.ozon.OzonWorld.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What Ozon says of a key: an end that is one, no end where it says none, and never an end out of nonsense. */
class OzonKeysIT {

    private static OzonWorld world;

    @BeforeAll
    static void open() {
        world = new OzonWorld(7);
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

    @Test
    void theEndAndTheRolesAreTheKeys() throws Exception {
        Instant end = NOW.plus(Duration.ofDays(10)).plusMillis(296);
        world.simulator.keys().expire(CLIENT, end);
        assertThat(world.keys.check(world.shop()))
                .isEqualTo(new KeyFacts(
                        end, List.of("Posting FBS", "Posting FBO", "Product", "Warehouse", "Seller"), List.of()));
    }

    @Test
    void rolesThatOurKindsNeedAreMissedByTheirNameInTheCabinet() throws Exception {
        world.simulator.keys().limitTo(CLIENT, EnumSet.complementOf(EnumSet.of(Role.POSTING_FBS)));
        assertThat(world.keys.check(world.shop()).missing()).containsExactly("Posting FBS");
        world.simulator.keys().limitTo(CLIENT, Set.of());
        KeyFacts facts = world.keys.check(world.shop());
        assertThat(facts.missing()).containsExactly("Posting FBS", "Posting FBO", "Product", "Warehouse");
        assertThat(facts.roles()).isEmpty();
    }

    @Test
    void aKeyThatLacksNothingOpensEveryMethodWeCall() throws Exception {
        world.simulator.keys().limitTo(CLIENT, EnumSet.complementOf(EnumSet.of(Role.SELLER)));
        ShopAccess shop = world.shop();
        assertThat(world.keys.check(shop).missing()).isEmpty();
        String fbs = world.orders
                .page(shop, FBS_NEW, EVERYTHING, "")
                .postings()
                .getFirst()
                .number();
        String fbo = world.orders
                .page(shop, FBO, EVERYTHING, "")
                .postings()
                .getFirst()
                .number();
        assertThat(world.orders.byNumber(shop, Scheme.FBS, fbs)).isNotNull();
        assertThat(world.orders.byNumber(shop, Scheme.FBO, fbo)).isNotNull();
        assertThat(world.catalogue.page(shop, "").offers()).isNotEmpty();
        List<Warehouse> warehouses = world.warehouses.of(shop);
        assertThat(warehouses).isNotEmpty();
        assertThat(world.stockList.page(shop, warehouses.getFirst().code(), "").readings())
                .isNotEmpty();
    }

    @Test
    void aKeyThatHasEndedIsRefused() {
        world.simulator.keys().expire(CLIENT, NOW);
        assertThat(refusal().reason()).isEqualTo(Reason.AUTH);
        world.simulator.keys().revoke(CLIENT);
        assertThat(refusal()).hasMessageContaining("Create a new one in the seller cabinet");
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            names = {"STATUS500", "HTML502", "ERROR_IN_200", "EMPTY_BODY", "TRUNCATED", "RESET_BEFORE"})
    void whatMayWorkNextTimeIsTransient(FaultKind kind) {
        world.misbehave(kind, null, null);
        assertThat(refusal().reason()).isEqualTo(Reason.TRANSIENT);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-31T23:59:59.123456Z, 2026-12-31T23:59:59.123456Z",
        "2026-12-31T23:59:59+03:00, 2026-12-31T20:59:59Z",
        "2027-01-01T02:30:00-10:00, 2027-01-01T12:30:00Z",
        "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z",
        "2001-01-01T00:00:00Z, 2001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z"
    })
    void anEndIsAnInstantInWhateverZone(String said, Instant end) throws Exception {
        assertThat(said("{\"expires_at\":\"" + said + "\",\"roles\":[]}").endsAt())
                .isEqualTo(end);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"roles\":[]}",
                "{\"expires_at\":null,\"roles\":[]}",
                "{\"expires_at\":\"\",\"roles\":[]}",
                "{\"expires_at\":\" \",\"roles\":[]}",
                "{\"expires_at\":\"0001-01-01T00:00:00Z\",\"roles\":[]}"
            })
    void noEndIsAnEndNobodyKnows(String answer) throws Exception {
        assertThat(said(answer).endsAt()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"soon\"",
                "\"2026-12-31\"",
                "\"2026-12-31T23:59:59\"",
                "\"2026-02-30T00:00:00Z\"",
                "\"2026-12-31T24:00:01Z\"",
                "\"31.12.2026 23:59\"",
                "\"1969-12-31T23:59:59Z\"",
                "\"+10000-01-01T00:00:00Z\"",
                "\"-0001-01-01T00:00:00Z\"",
                "1798761599",
                "true",
                "{}",
                "[]"
            })
    void nonsenseIsAFailureToTryAgainAndNoEnd(String end) {
        JobFailure failure = failure("{\"expires_at\":" + end + ",\"roles\":[]}");
        assertThat(failure.reason()).isEqualTo(Reason.TRANSIENT);
        assertThat(failure).hasMessageContaining("garbled");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"result\":{}}",
                "{\"roles\":[{}]}",
                "{\"roles\":[null]}",
                "{\"roles\":[{\"name\":\"\"}]}",
                "{\"roles\":[{\"name\":\"\\u0000\"}]}"
            })
    void anAnswerThatIsNoneIsAFailureToTryAgain(String answer) {
        assertThat(failure(answer).reason()).isEqualTo(Reason.TRANSIENT);
    }

    static Stream<Arguments> waysToCover() {
        return Stream.of(
                Arguments.of("Admin", "[]"),
                Arguments.of("Admin read only", "null"),
                Arguments.of(
                        "Everything new",
                        "[\"/v4/posting\",\"/v3/posting\",\"/v2/posting\",\"/v5/product\",\"/v3/product\",\"/v2/products\",\"/v1/product\",\"/v2/warehouse\"]"),
                Arguments.of(
                        "Listed",
                        "[\"/v4/posting/fbs/list\",\"/v4/posting/fbs/unfulfilled/list\",\"/v3/posting/fbs/get\",\"/v3/posting/fbo/list\",\"/v2/posting/fbo/get\","
                                + "\"/v3/posting/fbs/package-label/create\",\"/v2/posting/fbs/package-label/get\","
                                + "\"/v3/product/list\",\"/v3/product/info/list\",\"/v2/products/stocks\",\"/v1/product/info/warehouse/stocks\","
                                + "\"/v1/product/import/prices\",\"/v5/product/info/prices\",\"/v2/warehouse/list\"]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waysToCover")
    void aRoleThatOpensWhatWeCallIsNotMissed(String name, String methods) throws Exception {
        assertThat(said("{\"roles\":[{\"name\":\"" + name + "\",\"methods\":" + methods + "}]}")
                        .missing())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"/v4/posting/fbs/li\"]", "[]", "null", "\"/v4\""})
    void aRoleThatOpensOtherMethodsIsNoneOfThem(String methods) throws Exception {
        assertThat(said("{\"roles\":[{\"name\":\"Other\",\"methods\":" + methods + "}]}")
                        .missing())
                .containsExactly("Posting FBS", "Posting FBO", "Product", "Warehouse");
    }

    /** Whatever our kinds call, whoever wrote the call: a key that is not asked for it dies where it is needed. */
    @Test
    void eachMethodWeCallIsOneThatAKeyIsAskedFor() throws Exception {
        List<String> all = methodsWeCall();
        assertThat(all).contains(OzonStockList.LIST, OzonOrders.FBS_LIST).hasSizeGreaterThanOrEqualTo(14);
        for (String forgotten : all) {
            String methods = all.stream()
                    .filter(method -> !method.equals(forgotten))
                    .collect(Collectors.joining("\",\"", "[\"", "\"]"));
            assertThat(said("{\"roles\":[{\"name\":\"Other\",\"methods\":" + methods + "}]}")
                            .missing())
                    .as(forgotten)
                    .hasSize(1);
        }
    }

    private static List<String> methodsWeCall() {
        return new ClassFileImporter()
                .importUrl(OzonKeys.class.getProtectionDomain().getCodeSource().getLocation()).stream()
                        .filter(type -> type.getPackageName().equals(OzonKeys.class.getPackageName()))
                        .flatMap(type -> type.getFields().stream())
                        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                        .filter(field -> field.getRawType().isEquivalentTo(String.class))
                        .map(OzonKeysIT::value)
                        .filter(value -> value.matches("/v[0-9]+/.+"))
                        .sorted()
                        .toList();
    }

    private static String value(JavaField constant) {
        try {
            Field field = constant.reflect();
            field.setAccessible(true);
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void withoutAWordOnRolesNoneIsMissed() throws Exception {
        KeyFacts facts = said("{\"expires_at\":\"2026-12-31T23:59:59Z\"}");
        assertThat(facts.roles()).isNull();
        assertThat(facts.missing()).isEmpty();
    }

    private static KeyFacts said(String answer) throws InterruptedException {
        try (OneAnswer ozon = new OneAnswer(200, answer)) {
            KeyFacts facts = OzonWorld.keys(TestOzon.at(ozon.uri())).check(OzonWorld.shop("key"));
            assertThat(ozon.asked).containsExactly("/v1/roles {}");
            return facts;
        }
    }

    private static JobFailure failure(String answer) {
        JobFailure failure = catchThrowableOfType(JobFailure.class, () -> said(answer));
        assertThat(failure).as("refused").isNotNull();
        return failure;
    }

    private static JobFailure refusal() {
        JobFailure failure = catchThrowableOfType(JobFailure.class, () -> world.keys.check(world.shop()));
        assertThat(failure).as("refused").isNotNull();
        return failure;
    }
}
