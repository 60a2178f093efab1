package io.marketsync.marketplace.ozon;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.push.ItemError;
import io.marketsync.push.Pushed;
import io.marketsync.shop.ShopAccess;
import io.marketsync.stock.StockItem;
import io.marketsync.stock.StockPair;
import io.marketsync.stock.StockWriter;

/**
 * {@code /v2/products/stocks}: free stock of up to 100 pairs, of any warehouses. Ozon takes one value of a pair in 30 seconds. Only the
 * seller's own code names the product: with both, Ozon follows that one anyway.
 */
public final class OzonStocks implements StockWriter {

    static final String STOCKS = "/v2/products/stocks";

    private static final int MOST = 100;
    private static final Duration PACING = Duration.ofSeconds(30);
    private static final int TOO_BIG = 1_000_000;

    /** By Ozon's list of errors of this method. */
    private static final Map<String, String> PERMANENT = Map.ofEntries(
            Map.entry(
                    "NOT_FOUND_ERROR",
                    "The shop has no such offer at Ozon. Check the item code, or create the product."),
            Map.entry(
                    "OFFER_ID_NOT_FOUND",
                    "The shop has no such offer at Ozon. Check the item code, or create the product."),
            Map.entry(
                    "PRODUCT_IS_NOT_CREATED", "The product is not ready at Ozon yet. Finish it in the seller cabinet."),
            Map.entry("PRICE_IS_NOT_SENT", "The product has no price at Ozon yet. Set one."),
            Map.entry(
                    "PRODUCT_IS_ARCHIVED",
                    "The product is archived at Ozon. Take it out of the archive, or stop sending its stock."),
            Map.entry(
                    "WAREHOUSE_NOT_FOUND",
                    "The shop has no such warehouse at Ozon, or it is not active. Check its id."),
            Map.entry("STOCK_TOO_BIG", "Ozon takes at most 999,999 units. Send less."),
            Map.entry("SOURCE_TYPE_NOT_FOUND", "Ozon does not know how this product is sold. Ask Ozon's support."),
            Map.entry(
                    "PRODUCT_HAS_NOT_BEEN_TAGGED_YET",
                    "Ozon has not marked the product's size yet. Wait for it, or ask Ozon's support."),
            Map.entry(
                    "NON_KGT_ON_KGT_WAREHOUSE",
                    "The warehouse is for bulky goods, and this is none. Use another warehouse."),
            Map.entry("OVER_MAX_OVH_NON_KGT", "The product is too bulky for this warehouse. Use one for bulky goods."),
            Map.entry("OVER_MAX_OVH_KGT", "The product is too bulky for this warehouse."),
            Map.entry("MP_DELIVERY_ONLY_3PL_ERROR", "The product cannot be sold from this warehouse. Use another one."),
            Map.entry(
                    "MULTIBOX_NOT_ALLOWED_FOR_FBS",
                    "Ozon does not sell products of several boxes from own warehouses."),
            Map.entry(
                    "SIZE_REQUIRED_FOR_NOT_UNIQUE_OFFER_ID",
                    "Several products of the shop have this item code. Give each its own."),
            Map.entry("CB_DELIVERY_ONLY_FBP", "The product may be sold from Ozon's partner warehouses only."));

    private static final String TOO_SOON = "Ozon takes one value in 30 seconds; it is sent again.";

    private static final OzonItemErrors ERRORS = new OzonItemErrors(
            PERMANENT,
            Map.of("TOO_MANY_REQUESTS", TOO_SOON, "STOCK IS UPDATED TOO FREQUENTLY", TOO_SOON),
            "Ozon does not take the stock, and does not say what to do; it is sent again.");

    private final OzonClient client;

    public OzonStocks(OzonClient client) {
        this.client = client;
    }

    @Override
    public String marketplace() {
        return OzonClient.MARKETPLACE;
    }

    @Override
    public int most() {
        return MOST;
    }

    @Override
    public Duration pacing() {
        return PACING;
    }

    @Override
    public String batchKey(StockPair pair) {
        return "";
    }

    /** What Ozon's validation refuses, and the 99 others of its request with it. */
    @Override
    public Optional<ItemError> objection(StockItem item) {
        if (warehouse(item.pair()) <= 0) {
            return Optional.of(ERRORS.permanent("WAREHOUSE_NOT_FOUND"));
        }
        if (item.pair().offer().isBlank()) {
            return Optional.of(ERRORS.permanent("OFFER_ID_NOT_FOUND"));
        }
        return item.stock() < 0 || item.stock() >= TOO_BIG
                ? Optional.of(ERRORS.permanent("STOCK_TOO_BIG"))
                : Optional.empty();
    }

    @Override
    public Pushed push(ShopAccess shop, List<StockItem> items) throws InterruptedException {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        ArrayNode stocks = request.putArray("stocks");
        items.forEach(item -> stocks.addObject()
                .put("offer_id", item.pair().offer())
                .put("stock", item.stock())
                .put("warehouse_id", warehouse(item.pair())));
        return client.change(shop, STOCKS, "stock", request)
                .map(answer -> items(items, answer))
                .orElseGet(() -> new Pushed.Refused(new ItemError(
                        true,
                        "INVALID_ARGUMENT",
                        "Ozon does not accept the form of this item. Check its code and its warehouse.")));
    }

    private static Pushed items(List<StockItem> items, JsonNode answer) {
        return ERRORS.read(
                items,
                answer,
                StockItem::pair,
                result -> new StockPair(
                        result.path("offer_id").asText(),
                        result.path("warehouse_id").asText()));
    }

    /** 0 when it is none of Ozon's. */
    private static long warehouse(StockPair pair) {
        return warehouse(pair.warehouse());
    }

    static long warehouse(String code) {
        return code.matches("[1-9][0-9]{0,17}") ? Long.parseLong(code) : 0;
    }
}
