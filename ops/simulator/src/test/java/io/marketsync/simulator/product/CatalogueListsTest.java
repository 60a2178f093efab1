package io.marketsync.simulator.product;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.simulator.Seeds;
import io.marketsync.simulator.TestMarket;

import static org.assertj.core.api.Assertions.assertThat;

class CatalogueListsTest {

    private static final String LIST = "/v3/product/list";

    private final TestMarket market = TestMarket.small(Seeds.next(CatalogueListsTest.class));

    @BeforeEach
    void freeze() {
        market.simulator.clock().freeze(TestMarket.NOW);
    }

    @AfterEach
    void close() {
        market.close();
    }

    @Test
    void allMeansAllButArchivedAndArchivedTheRest() throws Exception {
        List<JsonNode> all = readProducts("ALL");
        List<JsonNode> archived = readProducts("ARCHIVED");
        JsonNode truth = market.truth("products");

        assertThat(ids(all, "product_id"))
                .containsExactlyInAnyOrderElementsOf(ids(where(truth, "archived", "false"), "product_id"));
        assertThat(ids(archived, "product_id"))
                .containsExactlyInAnyOrderElementsOf(ids(where(truth, "archived", "true"), "product_id"));
        assertThat(ids(all, "sku")).contains("0");
    }

    @Test
    void namesRepeatAndUnmoderatedProductsAreNotPriceSent() throws Exception {
        JsonNode truth = market.truth("products");
        List<String> names =
                ids(StreamSupport.stream(truth.spliterator(), false).toList(), "name");
        assertThat(names.stream().distinct().count()).isLessThan(names.size());

        String body = "{\"product_id\":[" + String.join(",", ids(where(truth, "sku", "0"), "product_id")) + "]}";
        JsonNode items = market.ok("/v3/product/info/list", body).path("items");
        assertThat(items)
                .isNotEmpty()
                .noneMatch(item -> item.path("statuses").path("status").asText().equals("price_sent"));
    }

    @Test
    void oneKindOfIdentifierAtATimeAndAtMostAThousand() throws Exception {
        assertThat(market.call("/v3/product/info/list", "{\"offer_id\":[\"a\"],\"sku\":[1]}")
                        .status())
                .isEqualTo(400);
        assertThat(market.call("/v3/product/info/list", "{}").status()).isEqualTo(400);
        String many = IntStream.range(0, 1_001).mapToObj(Integer::toString).collect(Collectors.joining(","));
        assertThat(market.call("/v3/product/info/list", "{\"product_id\":[" + many + "]}")
                        .status())
                .isEqualTo(400);
        assertThat(market.call(LIST, "{\"limit\":1001}").status()).isEqualTo(400);
        assertThat(market.call(LIST, "{\"limit\":10,\"last_id\":\"x\"}")
                        .json()
                        .path("code")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void bothStockListsShowTheTruthOnAllPagesTogether() throws Exception {
        JsonNode truth = market.truth("stocks");
        List<JsonNode> rows = readPages("/v2/product/info/stocks-by-warehouse/fbs", "products", null);
        assertThat(rows).extracting(CatalogueListsTest::level).containsExactlyInAnyOrderElementsOf(levels(truth, null));

        String warehouse = truth.get(0).path("warehouse_id").asText();
        List<JsonNode> ofOne = readPages("/v1/product/info/warehouse/stocks", "stocks", warehouse);
        assertThat(ofOne)
                .extracting(CatalogueListsTest::level)
                .containsExactlyInAnyOrderElementsOf(levels(truth, warehouse));
    }

    @Test
    void stocksAndPricesCoverTheCatalogue() throws Exception {
        int all = readProducts("ALL").size();
        for (String path : List.of("/v4/product/info/stocks", "/v5/product/info/prices")) {
            assertThat(market.ok(path, "{\"limit\":1000,\"filter\":{}}").path("items"))
                    .hasSize(all);
            assertThat(market.ok(path, "{\"limit\":7,\"filter\":{}}")
                            .path("cursor")
                            .asText())
                    .isNotEmpty();
        }
    }

    @Test
    void theTotalGetsItsNewNameOnTheAnnouncedDay() throws Exception {
        assertThat(market.ok(LIST, "{\"limit\":1}").path("result").has("total")).isTrue();
        market.simulator.clock().freeze(Instant.parse("2026-11-23T00:00:00Z"));
        JsonNode result = market.ok(LIST, "{\"limit\":1}").path("result");

        assertThat(result.has("total")).isFalse();
        assertThat(result.path("total_items").asInt()).isPositive();
    }

    @Test
    void warehousesIncludeTheDisabledOneAndArePaged() throws Exception {
        JsonNode first = market.ok("/v2/warehouse/list", "{\"limit\":2}");
        JsonNode second = market.ok(
                "/v2/warehouse/list",
                "{\"limit\":2,\"cursor\":\"" + first.path("cursor").asText() + "\"}");

        assertThat(first.path("has_next").asBoolean()).isTrue();
        assertThat(first.path("warehouses")).hasSize(2);
        assertThat(second.path("warehouses").get(0).path("status").asText()).isEqualTo("disabled");
        assertThat(second.path("has_next").asBoolean()).isFalse();
    }

    @Test
    void whatASellerChangesIsSeenByEveryMethodAndKeepsItsStock() throws Exception {
        JsonNode onSale = market.truth("stocks").get(0);
        String offer = onSale.path("offer_id").asText();
        String warehouse = onSale.path("warehouse_id").asText();

        change(offer, "rename", "новый/1");
        assertThat(ids(readProducts("ALL"), "offer_id")).contains("новый/1").doesNotContain(offer);
        assertThat(readPages("/v1/product/info/warehouse/stocks", "stocks", warehouse))
                .extracting(CatalogueListsTest::level)
                .contains("новый/1 " + warehouse + " " + onSale.path("free").asText() + " "
                        + onSale.path("reserved").asText());

        change("новый/1", "archive", null);
        assertThat(ids(readProducts("ALL"), "offer_id")).doesNotContain("новый/1");
        assertThat(ids(readProducts("ARCHIVED"), "offer_id")).contains("новый/1");

        change("новый/1", "unarchive", null);
        change("новый/1", "remove", null);
        assertThat(ids(readProducts("ALL"), "offer_id")).doesNotContain("новый/1");
        assertThat(market.ok("/v3/product/info/list", "{\"offer_id\":[\"новый/1\"]}")
                        .path("items"))
                .isEmpty();
        change("новый/1", "restore", null);
        assertThat(ids(readProducts("ALL"), "offer_id")).contains("новый/1");
    }

    @Test
    void aChangeThatCannotBeIsRefused() throws Exception {
        String known = market.truth("products").get(0).path("offer_id").asText();
        String other = market.truth("products").get(1).path("offer_id").asText();
        assertThat(changed(known, "rename", other)).isEqualTo(400);
        assertThat(changed(known, "rename", null)).isEqualTo(400);
        assertThat(changed(known, "explode", null)).isEqualTo(400);
        assertThat(changed("nobody has this", "archive", null)).isEqualTo(404);
        assertThat(changed(known, "restore", null)).isEqualTo(404);
    }

    private void change(String offer, String action, String to) throws Exception {
        assertThat(changed(offer, action, to)).isEqualTo(200);
    }

    private int changed(String offer, String action, String to) throws Exception {
        ObjectNode change = TestMarket.JSON
                .createObjectNode()
                .put("clientId", TestMarket.SHOP)
                .put("offerId", offer)
                .put("action", action)
                .put("to", to);
        return market.admin("POST", "/admin/products", change.toString()).status();
    }

    private List<JsonNode> readProducts(String visibility) throws Exception {
        ObjectNode request = TestMarket.JSON.createObjectNode().put("limit", 33).put("last_id", "");
        request.putObject("filter").put("visibility", visibility);
        List<JsonNode> items = new ArrayList<>();
        JsonNode result;
        do {
            result = market.ok(LIST, request.toString()).path("result");
            result.path("items").forEach(items::add);
            request.put("last_id", result.path("last_id").asText());
            market.time.pass(Duration.ofMillis(50));
        } while (!result.path("last_id").asText().isEmpty());
        return items;
    }

    private List<JsonNode> readPages(String path, String field, String warehouse) throws Exception {
        ObjectNode request = TestMarket.JSON.createObjectNode().put("limit", 29).put("warehouse_id", warehouse);
        List<JsonNode> rows = new ArrayList<>();
        JsonNode page;
        do {
            page = market.ok(path, request.toString());
            page.path(field).forEach(rows::add);
            request.put("cursor", page.path("cursor").asText());
            market.time.pass(Duration.ofMillis(50));
        } while (page.path("has_next").asBoolean());
        return rows;
    }

    private static List<JsonNode> where(JsonNode rows, String field, String value) {
        return StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> row.path(field).asText().equals(value))
                .toList();
    }

    private static List<String> ids(List<JsonNode> rows, String field) {
        return rows.stream().map(row -> row.path(field).asText()).toList();
    }

    private static List<String> levels(JsonNode truth, String warehouse) {
        return StreamSupport.stream(truth.spliterator(), false)
                .filter(row ->
                        warehouse == null || row.path("warehouse_id").asText().equals(warehouse))
                .map(row -> text(row, "free"))
                .toList();
    }

    private static String level(JsonNode row) {
        return text(row, "free_stock");
    }

    private static String text(JsonNode row, String free) {
        return row.path("offer_id").asText() + " " + row.path("warehouse_id").asText() + " "
                + row.path(free).asText() + " " + row.path("reserved").asText();
    }
}
