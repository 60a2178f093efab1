package io.marketsync.marketplace.ozon;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.price.Pace;
import io.marketsync.price.Price;
import io.marketsync.price.PriceItem;
import io.marketsync.price.PriceRules;
import io.marketsync.price.PriceWriter;
import io.marketsync.push.ItemError;
import io.marketsync.push.Pushed;
import io.marketsync.shop.ShopAccess;

/**
 * {@code /v1/product/import/prices}: prices of up to 1,000 products, of each ten in an hour. Amounts are decimal strings. Only the seller's own
 * code names the product. What a price does not say (Ozon's actions, strategies, taxes) stays as it is.
 */
public final class OzonPrices implements PriceWriter {

    static final String IMPORT = "/v1/product/import/prices";
    static final String INFO = "/v5/product/info/prices";

    private static final String OPERATION = "price";
    private static final int MOST = 1000;
    private static final Pace PACE = new Pace(10, Duration.ofHours(1));

    private static final String SMALL_DISCOUNT =
            "The old price is too close to the price for Ozon. Raise it, or leave it out.";

    /** By Ozon's list of errors of this method. */
    private static final Map<String, String> PERMANENT = Map.of(
            "NOT_FOUND_ERROR",
            "The shop has no such offer at Ozon. Check the item code, or create the product.",
            "INVALID_CATEGORY_PRICE",
            "Ozon does not take this price for the category of the product. Check price and category.",
            "DISCOUNT_FOR_LOW_PRICE_IS_TOO_SMALL",
            SMALL_DISCOUNT,
            "DISCOUNT_FOR_AVERAGE_PRICE_IS_TOO_SMALL",
            SMALL_DISCOUNT,
            "DISCOUNT_FOR_TOP_PRICE_IS_TOO_SMALL",
            SMALL_DISCOUNT,
            "DISCOUNT_TOO_BIG",
            "Ozon takes discounts of less than 90 %. Lower the old price, or leave it out.",
            "PRICE_NEGATIVE",
            "A price is more than nothing. Correct it.",
            "INVALID_CURRENCY_CODE",
            "Ozon takes prices of this shop in another currency. Say the price in the currency of the shop.",
            "ACTION_PRICE_ENABLED_MIN_PRICE_MISSING",
            "The product takes part in Ozon's actions and needs a minimum price. Say one.");

    private static final OzonItemErrors ERRORS = new OzonItemErrors(
            PERMANENT,
            Map.of(
                    // the whole sentence is the code
                    "ERROR LIMITING ACQUIRE LIMIT PER ITEM ITEMS LIMIT LIMIT EXCEEDED",
                    "Ozon takes ten prices of a product in an hour, and has counted others, too; it is sent again."),
            "Ozon does not take the price, and does not say what to do; it is sent again.");

    private final OzonClient client;
    private final PriceRules rules = new OzonPriceRules();

    public OzonPrices(OzonClient client) {
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
    public Pace pace() {
        return PACE;
    }

    @Override
    public PriceRules rules() {
        return rules;
    }

    @Override
    public String batchKey(String offer) {
        return "";
    }

    @Override
    public Pushed push(ShopAccess shop, List<PriceItem> items) throws InterruptedException {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        ArrayNode prices = request.putArray("prices");
        items.forEach(item -> put(prices.addObject(), item));
        return client.change(shop, IMPORT, OPERATION, request)
                .map(answer -> ERRORS.read(items, answer, PriceItem::offer, result -> result.path("offer_id")
                        .asText()))
                .orElseGet(() -> new Pushed.Refused(new ItemError(
                        true, "INVALID_ARGUMENT", "Ozon does not accept the form of this item. Check its code.")));
    }

    private static void put(ObjectNode body, PriceItem item) {
        Price price = item.price();
        body.put("offer_id", item.offer())
                .put("price", price.price().toPlainString())
                .put("old_price", price.oldPrice().toPlainString())
                .put("currency_code", price.currency());
        if (price.minimumPrice() != null) {
            body.put("min_price", price.minimumPrice().toPlainString());
        }
    }

    /** That of any product: all of a shop have the same. */
    @Override
    public Optional<String> currency(ShopAccess shop) throws InterruptedException {
        ObjectNode request =
                JsonNodeFactory.instance.objectNode().put("limit", 1).put("cursor", "");
        request.putObject("filter").put("visibility", "ALL");
        JsonNode items = client.call(shop, INFO, OPERATION, request).path("items");
        if (!items.isArray()) {
            throw OzonPosting.garbled("no products in the answer");
        }
        String code = items.path(0).path("price").path("currency_code").asText("");
        return code.matches("[A-Z]{3}") ? Optional.of(code) : Optional.empty();
    }
}
