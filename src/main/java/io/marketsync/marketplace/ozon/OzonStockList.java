package io.marketsync.marketplace.ozon;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.shop.ShopAccess;
import io.marketsync.stock.StockPage;
import io.marketsync.stock.StockPair;
import io.marketsync.stock.StockReader;
import io.marketsync.stock.StockReading;

/** {@code /v1/product/info/warehouse/stocks}: what Ozon has of each product in one of the seller's warehouses. */
public final class OzonStockList implements StockReader {

    static final String LIST = "/v1/product/info/warehouse/stocks";

    private static final int PAGE = 1000;
    private static final int LONGEST_CODE = 200;

    private final OzonClient client;

    public OzonStockList(OzonClient client) {
        this.client = client;
    }

    @Override
    public String marketplace() {
        return OzonClient.MARKETPLACE;
    }

    @Override
    public StockPage page(ShopAccess shop, String warehouse, String cursor) throws InterruptedException {
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("warehouse_id", OzonStocks.warehouse(warehouse))
                .put("limit", PAGE)
                .put("cursor", cursor);
        JsonNode answer = ask(shop, request);
        JsonNode stocks = answer.path("stocks");
        if (!stocks.isArray()) {
            throw OzonPosting.garbled("no stocks in the answer");
        }
        Map<String, StockReading> byOffer = new LinkedHashMap<>();
        for (JsonNode node : stocks) {
            String offer = OzonPosting.text(node, "offer_id");
            if (offer == null) {
                throw OzonPosting.garbled("a stock without its product");
            }
            if (offer.length() > LONGEST_CODE) {
                continue; // stock of it can be neither kept nor listed here
            }
            byOffer.put(
                    offer,
                    new StockReading(
                            new StockPair(offer, warehouse), units(node, "free_stock"), units(node, "reserved")));
        }
        return new StockPage(List.copyOf(byOffer.values()), next(answer));
    }

    private JsonNode ask(ShopAccess shop, ObjectNode request) throws InterruptedException {
        try {
            return client.call(shop, LIST, "stock_list", request);
        } catch (JobFailure failure) {
            throw OzonError.lacksRole(failure)
                    ? new JobFailure(
                            Reason.REJECTED,
                            "The Ozon key lacks the role Product, so its stock cannot be compared. Add the role in the"
                                    + " seller cabinet, then enter the key again for this shop.")
                    : failure;
        }
    }

    private static int units(JsonNode node, String field) {
        Long units = OzonPosting.whole(node, field);
        if (units == null) {
            throw OzonPosting.garbled("a stock without its units");
        }
        return Math.toIntExact(Math.clamp(units, 0, Integer.MAX_VALUE));
    }

    private static Optional<String> next(JsonNode answer) {
        String cursor = OzonPosting.text(answer, "cursor");
        return answer.path("has_next").asBoolean() && cursor != null ? Optional.of(cursor) : Optional.empty();
    }
}
