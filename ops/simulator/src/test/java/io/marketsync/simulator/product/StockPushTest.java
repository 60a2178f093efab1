package io.marketsync.simulator.product;

import java.time.Duration;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.simulator.TestMarket;
import io.marketsync.simulator.TestMarket.Answer;
import io.marketsync.simulator.world.Product;
import io.marketsync.simulator.world.Warehouse;

import static org.assertj.core.api.Assertions.assertThat;

class StockPushTest {

    private static final String PUSH = "/v2/products/stocks";

    private final TestMarket market = TestMarket.small(42);
    private final Product onSale = product(product -> product.onSale());
    private final Warehouse warehouse = warehouse(true);

    @BeforeEach
    void freeze() {
        market.simulator.clock().freeze(TestMarket.NOW);
    }

    @AfterEach
    void close() {
        market.close();
    }

    @Test
    void setsTheFreeStockThatTheListsThenShow() throws Exception {
        JsonNode result = push(onSale.offerId(), warehouse.id(), 321);
        assertThat(result.path("updated").asBoolean()).isTrue();
        assertThat(result.path("errors")).isEmpty();
        assertThat(result.path("product_id").asLong()).isEqualTo(onSale.productId());

        JsonNode listed = market.ok(
                        "/v2/product/info/stocks-by-warehouse/fbs",
                        "{\"limit\":10,\"offer_id\":[\"" + onSale.offerId() + "\"]}")
                .path("products");
        assertThat(StreamSupport.stream(listed.spliterator(), false)
                        .filter(row -> row.path("warehouse_id").asLong() == warehouse.id()))
                .singleElement()
                .satisfies(row -> assertThat(row.path("free_stock").asLong()).isEqualTo(321))
                .satisfies(row -> assertThat(row.path("present").asLong())
                        .isEqualTo(321 + row.path("reserved").asLong()));
    }

    @Test
    void anItemThatCannotBeTakenIsTold() throws Exception {
        Product archived = product(Product::archived);
        Product unmoderated = product(product -> product.sku() == 0);
        long id = warehouse.id();

        assertThat(error(push("no such offer", id, 1))).isEqualTo("NOT_FOUND_ERROR");
        assertThat(error(push(onSale.offerId(), 7, 1))).isEqualTo("WAREHOUSE_NOT_FOUND");
        assertThat(error(push(onSale.offerId(), warehouse(false).id(), 1))).isEqualTo("WAREHOUSE_NOT_FOUND");
        assertThat(error(push(archived.offerId(), id, 1))).isEqualTo("PRODUCT_IS_ARCHIVED");
        assertThat(error(push(unmoderated.offerId(), id, 1))).isEqualTo("product_is_not_created");
        assertThat(error(push(onSale.offerId(), id, 1_000_000))).isEqualTo("STOCK_TOO_BIG");
    }

    @Test
    void aPairThatWasJustSetMustWaitThirtySeconds() throws Exception {
        push(onSale.offerId(), warehouse.id(), 1);
        assertThat(error(push(onSale.offerId(), warehouse.id(), 2))).isEqualTo("TOO_MANY_REQUESTS");

        market.time.pass(Duration.ofSeconds(30));
        assertThat(push(onSale.offerId(), warehouse.id(), 3).path("updated").asBoolean())
                .isTrue();
    }

    @Test
    void oneMalformedItemRefusesAllAndChangesNothing() throws Exception {
        ObjectNode request = request(onSale.offerId(), warehouse.id(), 55);
        ((ArrayNode) request.path("stocks")).addObject().put("offer_id", "x").put("stock", 1);
        String before = market.truth("stocks").toString();
        Answer answer = market.call(PUSH, request.toString());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("message").asText())
                .isEqualTo("Request validation error: invalid ProductsStocksRequest.Stocks[1]: "
                        + "embedded message failed validation");
        assertThat(market.truth("stocks").toString()).isEqualTo(before);
    }

    @Test
    void aRequestHoldsOneToHundredPairs() throws Exception {
        ObjectNode request = TestMarket.JSON.createObjectNode();
        ArrayNode stocks = request.putArray("stocks");
        assertThat(market.call(PUSH, request.toString()).status()).isEqualTo(400);
        for (int i = 0; i < 101; i++) {
            stocks.addObject()
                    .put("offer_id", "o" + i)
                    .put("warehouse_id", warehouse.id())
                    .put("stock", 1);
        }
        assertThat(market.call(PUSH, request.toString()).status()).isEqualTo(400);
        stocks.remove(0);
        assertThat(market.ok(PUSH, request.toString()).path("result")).hasSize(100);
    }

    private JsonNode push(String offer, long warehouseId, long stock) throws Exception {
        return market.ok(PUSH, request(offer, warehouseId, stock).toString())
                .path("result")
                .get(0);
    }

    private static ObjectNode request(String offer, long warehouseId, long stock) {
        ObjectNode request = TestMarket.JSON.createObjectNode();
        request.putArray("stocks")
                .addObject()
                .put("offer_id", offer)
                .put("warehouse_id", warehouseId)
                .put("stock", stock);
        return request;
    }

    private static String error(JsonNode result) {
        assertThat(result.path("updated").asBoolean()).isFalse();
        return result.path("errors").get(0).path("code").asText();
    }

    private interface Wanted {
        boolean is(Product product);
    }

    private Product product(Wanted wanted) {
        return market.simulator.market().shop(TestMarket.SHOP).catalogue().products().stream()
                .filter(wanted::is)
                .findFirst()
                .orElseThrow();
    }

    private Warehouse warehouse(boolean active) {
        return market.simulator.market().shop(TestMarket.SHOP).profile().warehouses().stream()
                .filter(candidate -> candidate.active() == active)
                .findFirst()
                .orElseThrow();
    }
}
