package io.marketsync.simulator.product;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Body;
import io.marketsync.simulator.call.Call;
import io.marketsync.simulator.call.Endpoint;
import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.stock.Price;
import io.marketsync.simulator.world.Product;

/** {@code /v1/product/import/prices}: sets the prices of up to 1000 products, ten times per hour and product. */
public final class PricePush implements Endpoint {

    private static final int MOST_ITEMS = 1000;

    /** Ozon really sends this sentence as the code. */
    private static final String ITEM_LIMIT = "error limiting: acquire limit per item: items limit: limit exceeded";

    @Override
    public JsonNode answer(Call call) {
        List<Body> items = call.body().objects("prices");
        if (items.isEmpty() || items.size() > MOST_ITEMS) {
            throw Refusal.invalid("Request validation error: invalid ImportProductsPricesRequest.Prices: value must "
                    + "contain between 1 and " + MOST_ITEMS + " items, inclusive");
        }
        List<PriceItem> parsed = items.stream().map(body -> parsed(call, body)).toList();
        ObjectNode answer = Json.object();
        ArrayNode results = answer.putArray("result");
        parsed.forEach(item -> results.add(apply(call, item)));
        return answer;
    }

    private static PriceItem parsed(Call call, Body body) {
        PriceItem item = PriceItem.of(body);
        if (product(call, item).filter(call.shop().prices()::spoils).isPresent()) {
            throw PriceItem.malformed(body);
        }
        return item;
    }

    private static Optional<Product> product(Call call, PriceItem item) {
        return item.offerId().isPresent()
                ? call.shop().catalogue().byOffer(item.offerId().get())
                : call.shop().catalogue().byId(item.productId());
    }

    private static ObjectNode apply(Call call, PriceItem item) {
        Optional<Product> product = product(call, item);
        Optional<ItemError> error = product.isEmpty()
                ? Optional.of(new ItemError("NOT_FOUND_ERROR", "Product not found"))
                : set(call, item, product.get());
        ObjectNode result = Json.object()
                .put("product_id", product.map(Product::productId).orElse(item.productId()))
                .put(
                        "offer_id",
                        product.map(Product::offerId).orElse(item.offerId().orElse("")))
                .put("updated", error.isEmpty());
        ArrayNode errors = result.putArray("errors");
        error.ifPresent(found -> errors.add(found.json()));
        return result;
    }

    private static Optional<ItemError> set(Call call, PriceItem item, Product product) {
        Optional<ItemError> error = item.objection(call.shop().profile().currency());
        if (error.isPresent()) {
            return error;
        }
        Price before = call.shop().prices().of(product);
        Price price = new Price(
                item.price(),
                item.oldPrice().orElse(BigDecimal.ZERO),
                item.minPrice().orElse(before.minPrice()),
                call.now());
        boolean taken = call.shop().prices().push(product, price, call.ticks());
        return taken ? Optional.empty() : Optional.of(new ItemError(ITEM_LIMIT, ITEM_LIMIT));
    }
}
