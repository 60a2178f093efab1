package io.marketsync.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The packaged product against the packaged simulator: signals, faults, and the simulator's ground truth. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StandaloneLifecycleIT {

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(3);

    @TempDir
    static Path directory;

    private Processes processes;
    private Http simulator;

    @BeforeAll
    void start() throws Exception {
        processes = Processes.start(directory, "--products", "200", "--postings", "2500", "--arrival-seconds", "0");
        simulator = Http.at(processes.simulatorPort);
        simulator.post("/admin/clock", "{\"freeze\":\"" + Instant.now() + "\"}");
    }

    @AfterAll
    void stop() throws Exception {
        if (processes != null) {
            processes.close();
        }
    }

    @Test
    @Order(1)
    void whatIsStoredEqualsTheTruthAfterAPullThroughFaults() throws Exception {
        DemoShop shop = DemoShop.of(processes.product, 0);
        faults(shop, """
                {"kind":"numbers_as_strings","path":"/v","times":6},
                {"kind":"unknown_fields","path":"/v","skip":6,"times":4},
                {"kind":"unknown_status","path":"/v4/posting/fbs/list","skip":1,"times":1},
                {"kind":"shuffled_page","path":"/v4/posting/fbs/list","skip":3,"times":1},
                {"kind":"truncated","path":"/v4/posting/fbs/list","skip":5,"times":1},
                {"kind":"html502","path":"/v3/posting/fbo/list","skip":2,"times":1},
                {"kind":"latency","path":"/v","skip":20,"times":3,"latencyMs":200}""");
        JsonNode end = shop.awaitEnd(shop.startPull(), LONG_ENOUGH);
        assertThat(end.path("status").asText()).as("%s", end).isEqualTo("finished");
        assertThat(end.path("outcome").asText()).isEqualTo("ok");
        assertThat(end.path("attempt").asInt())
                .as("attempts: one for each answer that was no answer")
                .isEqualTo(3);
        assertThat(shop.differences()).isEmpty();
        assertThat(shop.stored()).hasSizeGreaterThanOrEqualTo(2500);
        assertThat(end.path("counts").path("created").asInt())
                .isEqualTo(shop.truth().size() + shop.storedUnpaid().size());
    }

    @Test
    @Order(2)
    void whenAKeyEndsIsKnownSoonAfterItIsEntered() throws Exception {
        DemoShop shop = DemoShop.of(processes.product, 0);
        shop.enterKey();
        Awaitility.await("the check of the key")
                .atMost(LONG_ENOUGH)
                .until(() -> shop.shopAnswer().path("keyEndsAt").isTextual());
        assertThat(shop.shopAnswer().path("attention").isNull()).isTrue();
        Awaitility.await("its warehouses").atMost(LONG_ENOUGH).until(() -> shop.activeWarehouses()
                .equals(shop.trulyActiveWarehouses()));
    }

    @Test
    @Order(2)
    void stockThatIsSaidIsWhatTheMarketplaceHas() throws Exception {
        DemoShop shop = DemoShop.of(processes.product, 0);
        String warehouse = shop.trulyActiveWarehouses().getFirst();
        Map<String, Integer> said = new HashMap<>();
        shop.trueStock(warehouse).keySet().stream()
                .sorted()
                .limit(50)
                .forEach(offer -> said.put(offer, 100 + said.size()));
        said.put("nobody sells this", 1);

        JsonNode answer = shop.sayStock(warehouse, said);

        assertThat(answer.path("summary").path("accepted").asInt())
                .as("%s", answer)
                .isEqualTo(51);
        Awaitility.await("the push").atMost(LONG_ENOUGH).until(() -> shop.syncedPairs() == 50);
        said.remove("nobody sells this");
        Map<String, Integer> has = shop.trueStock(warehouse);
        said.forEach((offer, units) -> assertThat(has.get(offer))
                .as("%s, less what was sold since", offer)
                .isBetween(units - 9, units));
        JsonNode refused = shop.quarantinedPairs();
        assertThat(refused.findValuesAsText("offer")).containsExactly("nobody sells this");
        assertThat(refused.get(0).path("error").path("code").asText()).isEqualTo("NOT_FOUND_ERROR");
    }

    @Test
    @Order(2)
    void pricesThatAreSaidAreWhatTheMarketplaceAsksWhateverIsLostOrSpoilt() throws Exception {
        DemoShop shop = DemoShop.of(processes.product, 0);
        JsonNode before = shop.truePrices();
        String currency = before.get(0).path("currency").asText();
        Map<String, String> said = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            said.put(before.get(i).path("offer_id").asText(), 100 + i + ".90");
        }
        faults(shop, "{\"kind\":\"reset_after_commit\",\"path\":\"/v1/product/import/prices\",\"times\":1}");

        JsonNode answer = shop.sayPrices(currency, said);

        assertThat(answer.path("summary").path("accepted").asInt())
                .as("%s", answer)
                .isEqualTo(60);
        Awaitility.await("the push")
                .atMost(LONG_ENOUGH)
                .until(() -> shop.prices("synced").size() == 60);
        assertThat(shop.askedPrices(said.keySet())).isEqualTo(said);
        assertThat(shop.truePrices())
                .filteredOn(price -> said.containsKey(price.path("offer_id").asText()))
                .as("the first answer was lost")
                .allMatch(price -> price.path("taken").asInt() == 2
                        && price.path("refused").asInt() == 0);

        String spoilt = before.get(60).path("offer_id").asText();
        shop.changeProduct(spoilt, "spoil");
        said.replaceAll((offer, price) -> price.replace(".90", ".95"));
        Map<String, String> more = new HashMap<>(said);
        more.put(spoilt, "7.00");
        more.put("nobody sells this", "1.00");
        shop.sayPrices(currency, more);
        Awaitility.await("what is refused")
                .atMost(LONG_ENOUGH)
                .until(() -> shop.prices("quarantined").size() == 2);
        Awaitility.await("the others")
                .atMost(LONG_ENOUGH)
                .until(() -> shop.prices("synced").size() == 60);
        assertThat(shop.askedPrices(said.keySet())).isEqualTo(said);
    }

    @Test
    @Order(2)
    void offersAreThoseOfTheMarketplaceAndPostingsKnowThem() throws Exception {
        DemoShop shop = DemoShop.of(processes.product, 0);
        JsonNode first = shop.awaitEnd(shop.startSync("catalog.sync"), LONG_ENOUGH);
        assertThat(first.path("outcome").asText()).as("%s", first).isEqualTo("ok");
        assertThat(first.path("attempt").asInt()).isEqualTo(1);
        assertThat(shop.storedOffers()).hasSize(200).containsExactlyInAnyOrderElementsOf(shop.trueOffers());
        assertThat(shop.unmatchedOffers())
                .as("postings of products that were deleted before")
                .isNotEmpty()
                .allMatch(code -> code.startsWith("OLD-"));

        List<String> onSale = shop.trueOffers().stream()
                .filter(offer -> offer.endsWith("|false|price_sent"))
                .map(offer -> offer.substring(0, offer.indexOf('|')))
                .toList();
        String archived = onSale.getFirst();
        String removed = onSale.getLast();
        shop.changeProduct(archived, "archive");
        shop.changeProduct(removed, "remove");
        JsonNode second = shop.awaitEnd(shop.startSync("catalog.sync"), LONG_ENOUGH);
        assertThat(second.path("counts").path("vanished").asInt())
                .as("%s", second)
                .isEqualTo(1);
        assertThat(shop.storedOffers()).containsExactlyInAnyOrderElementsOf(shop.trueOffers());
        assertThat(shop.vanishedOffers()).containsExactly(removed);
    }

    @Test
    @Order(2)
    void changesAndLateCancellationsArriveWithTheNextPull() throws Exception {
        DemoShop shop = DemoShop.of(processes.product, 0);
        simulator.post("/admin/clock", "{\"advance\":\"PT9M\"}");
        JsonNode end = shop.awaitEnd(shop.startPull(), LONG_ENOUGH);
        assertThat(end.path("status").asText()).as("%s", end).isEqualTo("finished");
        assertThat(shop.differences()).isEmpty();
    }

    @Test
    @Order(3)
    void nullsCostOnlyWhatTheyHide() throws Exception {
        DemoShop shop = DemoShop.of(processes.product, 1).comparedWithoutSubstatus();
        faults(shop, "{\"kind\":\"nulls\",\"path\":\"/v\",\"times\":-1}");
        JsonNode end = shop.awaitEnd(shop.startPull(), LONG_ENOUGH);
        assertThat(end.path("outcome").asText()).as("%s", end).isEqualTo("ok");
        assertThat(shop.differences()).isEmpty();
    }

    @Test
    @Order(4)
    void aKilledProductLosesNothingAndDoublesNothing() throws Exception {
        DemoShop shop = DemoShop.of(processes.product, 2);
        faults(shop, "{\"kind\":\"latency\",\"path\":\"/v\",\"times\":-1,\"latencyMs\":150}");
        String operation = shop.startPull();
        Awaitility.await("the pull is under way")
                .atMost(LONG_ENOUGH)
                .until(() -> shop.operation(operation)
                                .path("progress")
                                .path("completed")
                                .asInt()
                        > 300);
        processes.product.kill();
        assertThat(processes.simulatorAlive()).isTrue();
        processes.product.start();
        simulator.post("/admin/faults", "[]");
        JsonNode end = shop.awaitEnd(operation, LONG_ENOUGH);
        assertThat(end.path("status").asText()).as("%s", end).isEqualTo("finished");
        assertThat(end.path("attempt").asInt()).isEqualTo(2);
        assertThat(shop.differences()).isEmpty();
    }

    @Test
    @Order(5)
    void aRefusedKeyHoldsTheShopsSyncsUntilAnotherIsEntered() throws Exception {
        DemoShop shop = DemoShop.of(processes.product, 3);
        simulator.post("/admin/keys", "{\"clientId\":\"" + shop.clientId + "\",\"action\":\"revoke\"}");
        String pull = shop.startPull();
        Awaitility.await("the pull waits for a key").atMost(LONG_ENOUGH).until(() -> shop.operation(pull)
                .path("waiting")
                .path("reason")
                .asText()
                .equals("SHOP_NEEDS_NEW_KEY"));
        assertThat(shop.shopAnswer().path("attention").path("code").asText()).isEqualTo("key_rejected");

        simulator.post(
                "/admin/keys",
                "{\"clientId\":\"" + shop.clientId
                        + "\",\"action\":\"replace\",\"apiKey\":\"another-key-of-the-demo\"}");
        shop.enterKey("another-key-of-the-demo");

        JsonNode end = shop.awaitEnd(pull, LONG_ENOUGH);
        assertThat(end.path("status").asText()).as("%s", end).isEqualTo("finished");
        assertThat(shop.shopAnswer().path("attention").isNull()).isTrue();
    }

    @Test
    @Order(6)
    void packedPostingsHaveLabels() throws Exception {
        DemoShop shop = DemoShop.of(processes.product, 0);
        JsonNode end = shop.awaitEnd(shop.startSync("labels.fetch"), LONG_ENOUGH);
        assertThat(end.path("status").asText()).as("%s", end).isEqualTo("finished");
        List<String> postings = shop.storedLabels();
        assertThat(postings).as("%s", end).hasSizeGreaterThan(2);
        assertThat(shop.label(postings.getFirst())).startsWith("%PDF-").contains("(" + postings.getFirst() + ") Tj");
        assertThat(shop.printed(postings)).startsWith("%PDF-").contains("/Count " + postings.size());
    }

    @Test
    @Order(6)
    void aFileOfStockIsAppliedRowByRow() throws Exception {
        DemoShop shop = DemoShop.of(processes.product, 0);
        String warehouse = shop.trulyActiveWarehouses().getFirst();
        String offer = shop.trueStock(warehouse).keySet().stream()
                .sorted()
                .skip(60)
                .findFirst()
                .orElseThrow();
        String table =
                "offer;warehouse;available\n%s;%s;700\n%s;%s;many\n".formatted(offer, warehouse, offer, warehouse);

        JsonNode end = shop.awaitEnd(shop.sendStock(table), LONG_ENOUGH);

        assertThat(end.path("outcome").asText()).as("%s", end).isEqualTo("partial");
        assertThat(end.path("counts").toString()).isEqualTo("{\"accepted\":1,\"rejected\":1}");
        JsonNode rejects = shop.listed(end.path("links").path("items").asText());
        assertThat(rejects.findValuesAsText("row")).containsExactly("3");
    }

    @Test
    @Order(6)
    void everyPromisedMetricIsExported() throws Exception {
        String metrics = Http.at(processes.product.managementPort).text("/q/metrics");
        Path catalogue = Product.ROOT.resolve("ops/checks/src/test/resources/metrics.yml");
        Stream<String> promised = Pattern.compile("marketsync_[a-z_]+")
                .matcher(Files.readString(catalogue))
                .results()
                .map(match -> match.group())
                .distinct();
        assertThat(promised).isNotEmpty().allSatisfy(name -> assertThat(metrics).contains(name));
    }

    @Test
    @Order(6)
    void theRedisThatComesWithItIsUsed() throws Exception {
        assertThat(Http.at(processes.product.managementPort).text("/q/metrics"))
                .contains("marketsync_redis_up 1.0", "marketsync_redis_degraded 0.0", "marketsync_redis_evicts 0.0");
    }

    @Test
    @Order(6)
    void theApiIsDescribedWhereItAnswers() throws Exception {
        assertThat(Http.at(processes.product.apiPort).text("/q/openapi")).contains("/api/v1/shops/{shop}/syncs");
    }

    @Test
    @Order(7)
    void sigtermLeavesNoProcessBehind() throws Exception {
        assertThat(processes.running()).isNotEmpty();
        assertThat(processes.product.stop()).isIn(0, 143);
        assertThat(processes.running()).isEmpty();
        assertThat(processes.product.log()).doesNotContain("ERROR");
    }

    private void faults(DemoShop shop, String rules) throws Exception {
        String ofThisShop = rules.replace("{\"kind\"", "{\"clientId\":\"" + shop.clientId + "\",\"kind\"");
        simulator.post("/admin/faults", "[" + ofThisShop + "]");
    }
}
