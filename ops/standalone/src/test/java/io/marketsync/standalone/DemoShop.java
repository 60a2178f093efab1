package io.marketsync.standalone;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.awaitility.Awaitility;

/** One shop of the demo, seen from both sides: what the product stores and what the simulator knows to be true. */
final class DemoShop {

    private static final ObjectMapper JSON = new ObjectMapper();

    final Http api;
    private final Http simulator;
    final String shop;
    final String clientId;
    private boolean withSubstatus = true;

    private DemoShop(Http api, Http simulator, String shop, String clientId) {
        this.api = api;
        this.simulator = simulator;
        this.shop = shop;
        this.clientId = clientId;
    }

    /** @param number 0 for the first shop of the first seller, counted over all sellers */
    static DemoShop of(Product product, int number) throws IOException {
        return all(product).get(number);
    }

    static List<DemoShop> all(Product product) throws IOException {
        Path demo = product.data.resolve("data").resolve("demo.json");
        List<DemoShop> shops = new ArrayList<>();
        for (JsonNode seller : JSON.readTree(demo.toFile()).path("sellers")) {
            for (JsonNode shop : seller.path("shops")) {
                shops.add(new DemoShop(
                        Http.at(product.apiPort).as(seller.path("token").asText()),
                        Http.at(product.simulatorPort),
                        shop.path("id").asText(),
                        shop.path("clientId").asText()));
            }
        }
        return shops;
    }

    /** For answers in which the marketplace does not tell it. */
    DemoShop comparedWithoutSubstatus() {
        withSubstatus = false;
        return this;
    }

    /** The key that it has in the simulator, as its seller would. */
    void enterKey() throws Exception {
        for (JsonNode simulated : simulator.get("/admin/shops")) {
            if (simulated.path("clientId").asText().equals(clientId)) {
                enterKey(simulated.path("apiKey").asText());
                return;
            }
        }
        throw new AssertionError("the simulator has no shop " + clientId);
    }

    void enterKey(String key) throws Exception {
        api.put("/api/v1/shops/" + shop + "/credentials", "{\"apiKey\":\"" + key + "\"}");
    }

    /** The path of the operation. */
    String startPull() throws Exception {
        return startSync("orders.pull");
    }

    /** The path of the operation. */
    String startSync(String kind) throws Exception {
        return api.post("/api/v1/shops/" + shop + "/syncs", "{\"kind\":\"" + kind + "\"}")
                .path("links")
                .path("self")
                .asText();
    }

    JsonNode operation(String path) throws Exception {
        return api.get(path);
    }

    JsonNode awaitEnd(String operation, Duration atMost) {
        return Awaitility.await("the end of " + operation)
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> operation(operation), answer -> answer.path("done").asBoolean());
    }

    JsonNode shopAnswer() throws Exception {
        return api.get("/api/v1/shops/" + shop);
    }

    /**
     * Every posting with all that can be compared, by number. Without those that are not paid yet: only the list of all under way has
     * them, which is read every quarter of an hour.
     */
    Map<String, String> stored() throws Exception {
        return stored(posting -> !posting.path("inProcessAt").isNull());
    }

    Map<String, String> storedUnpaid() throws Exception {
        return stored(posting -> posting.path("inProcessAt").isNull());
    }

    private Map<String, String> stored(Predicate<JsonNode> wanted) throws Exception {
        Map<String, String> byNumber = new TreeMap<>();
        Set<String> listed = new HashSet<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page =
                    api.get("/api/v1/postings?limit=100&shop=" + shop + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            for (JsonNode posting : page.path("items")) {
                if (!listed.add(posting.path("number").asText())) {
                    throw new AssertionError("listed twice: " + posting);
                }
                if (wanted.test(posting)) {
                    byNumber.put(posting.path("number").asText(), storedFacts(posting));
                }
            }
            cursor = page.path("hasMore").asBoolean() ? page.path("nextCursor").asText() : null;
        }
        return byNumber;
    }

    Map<String, String> truth() throws Exception {
        Map<String, String> byNumber = new TreeMap<>();
        for (JsonNode posting : simulator.get("/admin/truth/postings?clientId=" + clientId)) {
            if (!posting.path("in_process_at").isNull()) {
                byNumber.put(posting.path("posting_number").asText(), trueFacts(posting));
            }
        }
        return byNumber;
    }

    /** What is not stored as it is true, one line a posting; empty when all is. */
    List<String> differences() throws Exception {
        Map<String, String> stored = stored();
        Map<String, String> truth = truth();
        Set<String> numbers = new TreeSet<>(stored.keySet());
        numbers.addAll(truth.keySet());
        return numbers.stream()
                .filter(number -> !Objects.equals(stored.get(number), truth.get(number)))
                .map(number -> number + ": stored " + stored.get(number) + ", true " + truth.get(number))
                .toList();
    }

    /** Every offer that has not vanished, with all that can be compared. */
    List<String> storedOffers() throws Exception {
        List<String> offers = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page = api.get("/api/v1/offers?vanished=false&limit=100&shop=" + shop
                    + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            page.path("items")
                    .forEach(offer ->
                            offers.add(offer(offer, "code", "productId", "sku", "name", "archived", "status")));
            cursor = page.path("hasMore").asBoolean() ? page.path("nextCursor").asText() : null;
        }
        return offers;
    }

    List<String> trueOffers() throws Exception {
        List<String> offers = new ArrayList<>();
        simulator
                .get("/admin/truth/products?clientId=" + clientId)
                .forEach(product ->
                        offers.add(offer(product, "offer_id", "product_id", "sku", "name", "archived", "status")));
        return offers;
    }

    List<String> vanishedOffers() throws Exception {
        return api.get("/api/v1/offers?vanished=true&shop=" + shop)
                .path("items")
                .findValuesAsText("code");
    }

    /** Codes of postings, the first hundred. */
    List<String> unmatchedOffers() throws Exception {
        return api.get("/api/v1/shops/" + shop + "/unmatched-offers?limit=100")
                .path("items")
                .findValuesAsText("code");
    }

    List<String> activeWarehouses() throws Exception {
        List<String> active = new ArrayList<>();
        for (JsonNode warehouse :
                api.get("/api/v1/shops/" + shop + "/warehouses").path("items")) {
            if (warehouse.path("active").asBoolean()) {
                active.add(warehouse.path("code").asText());
            }
        }
        return active;
    }

    List<String> trulyActiveWarehouses() throws Exception {
        List<String> active = new ArrayList<>();
        for (JsonNode simulated : simulator.get("/admin/shops")) {
            if (simulated.path("clientId").asText().equals(clientId)) {
                simulated.path("warehouses").forEach(warehouse -> {
                    if (warehouse.path("status").asText().equals("created")) {
                        active.add(warehouse.path("warehouseId").asText());
                    }
                });
            }
        }
        return active;
    }

    /** As the seller's system does, of many offers in one warehouse. */
    JsonNode sayStock(String warehouse, Map<String, Integer> available) throws Exception {
        ObjectNode request = JSON.createObjectNode().put("shop", shop);
        ArrayNode items = request.putArray("items");
        available.forEach((offer, units) -> items.addObject()
                .put("offer", offer)
                .put("warehouse", warehouse)
                .put("available", units));
        return api.postOnce("/api/v1/stock-updates", request.toString());
    }

    /** By a file. @return where to follow its operation */
    String sendStock(String table) throws Exception {
        return api.postOnce("/api/v1/imports?what=stock&shop=" + shop, "text/csv", table)
                .path("links")
                .path("self")
                .asText();
    }

    JsonNode listed(String path) throws Exception {
        return api.get(path).path("items");
    }

    /** How many pairs the marketplace has as they should be. */
    int syncedPairs() throws Exception {
        return api.get("/api/v1/shops/" + shop + "/stock-levels?state=synced&limit=100")
                .path("items")
                .size();
    }

    JsonNode quarantinedPairs() throws Exception {
        return api.get("/api/v1/shops/" + shop + "/stock-levels?state=quarantined")
                .path("items");
    }

    List<String> storedLabels() throws Exception {
        return api.get("/api/v1/shops/" + shop + "/labels?state=stored&limit=100")
                .path("items")
                .findValuesAsText("posting");
    }

    String label(String posting) throws Exception {
        return api.file("/api/v1/shops/" + shop + "/postings/" + posting + "/label", null);
    }

    /** All of them in one file. */
    String printed(List<String> postings) throws Exception {
        String request = JSON.createObjectNode()
                .set("postings", JSON.valueToTree(postings))
                .toString();
        return api.file("/api/v1/shops/" + shop + "/labels/print", request);
    }

    /** Free units of what is on sale in a warehouse, by the marketplace's own books. */
    Map<String, Integer> trueStock(String warehouse) throws Exception {
        Map<String, Integer> free = new HashMap<>();
        for (JsonNode level : simulator.get("/admin/truth/stocks?clientId=" + clientId)) {
            if (level.path("warehouse_id").asText().equals(warehouse)) {
                free.put(level.path("offer_id").asText(), level.path("free").asInt());
            }
        }
        return free;
    }

    /** As the seller's system does, of many offers in the currency of the shop. */
    JsonNode sayPrices(String currency, Map<String, String> prices) throws Exception {
        ObjectNode request = JSON.createObjectNode().put("shop", shop);
        ArrayNode items = request.putArray("items");
        prices.forEach((offer, price) ->
                items.addObject().put("offer", offer).put("price", price).put("currency", currency));
        return api.postOnce("/api/v1/price-updates", request.toString());
    }

    JsonNode prices(String state) throws Exception {
        return api.get("/api/v1/shops/" + shop + "/prices?limit=100&state=" + state)
                .path("items");
    }

    /** What the marketplace asks for each offer, and how often it was told, by its own books. */
    JsonNode truePrices() throws Exception {
        return simulator.get("/admin/truth/prices?clientId=" + clientId);
    }

    /** Of these offers what it asks. */
    Map<String, String> askedPrices(Set<String> offers) throws Exception {
        Map<String, String> asked = new HashMap<>();
        for (JsonNode price : truePrices()) {
            if (offers.contains(price.path("offer_id").asText())) {
                asked.put(price.path("offer_id").asText(), price.path("price").asText());
            }
        }
        return asked;
    }

    /** As the seller does at the marketplace. */
    void changeProduct(String offer, String action) throws Exception {
        simulator.post(
                "/admin/products",
                JSON.createObjectNode()
                        .put("clientId", clientId)
                        .put("offerId", offer)
                        .put("action", action)
                        .toString());
    }

    /** A product without a sku has 0 there and nothing here. */
    private static String offer(JsonNode offer, String... fields) {
        List<String> facts = new ArrayList<>();
        for (String field : fields) {
            facts.add(offer.path(field).isNull() ? "0" : offer.path(field).asText());
        }
        return String.join("|", facts);
    }

    private String storedFacts(JsonNode posting) {
        List<String> lines = new ArrayList<>();
        for (JsonNode line : posting.path("lines")) {
            JsonNode price = line.path("price");
            lines.add(line(
                    line.path("offer"),
                    line.path("sku"),
                    line.path("quantity"),
                    price.path("amount"),
                    price.path("currency")));
        }
        return String.join(
                "|",
                posting.path("scheme").asText(),
                posting.path("status").asText(),
                substatus(posting),
                text(posting, "orderNumber"),
                text(posting, "parentNumber"),
                posting.path("inProcessAt").asText(),
                lines.toString());
    }

    /** What was split away is in the parts. */
    private String trueFacts(JsonNode posting) {
        boolean split = posting.path("status").asText().equals("cancelled_from_split_pending");
        List<String> lines = new ArrayList<>();
        for (JsonNode line : posting.path("lines")) {
            lines.add(line(
                    line.path("offer_id"),
                    line.path("sku"),
                    split ? IntNode.valueOf(0) : line.path("quantity"),
                    line.path("price"),
                    line.path("currency")));
        }
        return String.join(
                "|",
                posting.path("scheme").asText(),
                posting.path("status").asText(),
                substatus(posting),
                text(posting, "order_number"),
                text(posting, "parent_posting_number"),
                posting.path("in_process_at").asText(),
                lines.toString());
    }

    private String substatus(JsonNode posting) {
        return withSubstatus ? text(posting, "substatus") : "";
    }

    private static String line(JsonNode offer, JsonNode sku, JsonNode quantity, JsonNode amount, JsonNode currency) {
        BigDecimal price = new BigDecimal(amount.asText()).stripTrailingZeros();
        return offer.asText() + " " + sku.asText() + " x" + quantity.asText() + " " + price.toPlainString() + " "
                + currency.asText();
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).isNull() ? "" : node.path(field).asText();
    }
}
