package io.marketsync.simulator.product;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Body;
import io.marketsync.simulator.call.Call;
import io.marketsync.simulator.call.Endpoint;
import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.stock.Pair;
import io.marketsync.simulator.world.Catalogue;
import io.marketsync.simulator.world.Product;
import io.marketsync.simulator.world.Product.Standing;
import io.marketsync.simulator.world.Warehouse;

/**
 * {@code /v2/products/stocks}: sets the free stock of up to 100 pairs. An item that the marketplace cannot take is told so in
 * the answer; an item that is malformed refuses the whole request, with nothing changed.
 */
public final class StockPush implements Endpoint {

    private static final int MOST_ITEMS = 100;
    private static final long TOO_BIG = 1_000_000;

    private record Item(Optional<String> offerId, long productId, long stock, long warehouseId) {

        Optional<Product> in(Catalogue catalogue) {
            return offerId.isPresent() ? catalogue.byOffer(offerId.get()) : catalogue.byId(productId);
        }
    }

    @Override
    public JsonNode answer(Call call) {
        List<Body> bodies = call.body().objects("stocks");
        if (bodies.isEmpty() || bodies.size() > MOST_ITEMS) {
            throw Refusal.invalid("Request validation error: invalid ProductsStocksRequest.Stocks: value must contain "
                    + "between 1 and " + MOST_ITEMS + " items, inclusive");
        }
        List<Item> items = IntStream.range(0, bodies.size())
                .mapToObj(index -> item(bodies.get(index), index))
                .toList();
        ObjectNode answer = Json.object();
        ArrayNode results = answer.putArray("result");
        items.forEach(item -> results.add(apply(call, item)));
        return answer;
    }

    private static Item item(Body body, int index) {
        try {
            Optional<String> offer = body.text("offer_id").filter(text -> !text.isBlank());
            long productId = body.number("product_id").orElse(0L);
            long warehouse = body.number("warehouse_id").orElse(0L);
            long stock = body.number("stock").orElse(-1L);
            if (warehouse > 0 && stock >= 0 && (offer.isPresent() || productId > 0)) {
                return new Item(offer, productId, stock, warehouse);
            }
        } catch (Refusal malformed) {
            throw malformed(index);
        }
        throw malformed(index);
    }

    private static Refusal malformed(int index) {
        return Refusal.invalid("Request validation error: invalid ProductsStocksRequest.Stocks[" + index
                + "]: embedded message failed validation");
    }

    private static ObjectNode apply(Call call, Item item) {
        Optional<Product> product = item.in(call.shop().catalogue());
        Optional<ItemError> error = product.isEmpty()
                ? Optional.of(new ItemError("NOT_FOUND_ERROR", "Product not found"))
                : set(call, item, product.get());
        ObjectNode result = Json.object()
                .put("warehouse_id", item.warehouseId())
                .put("product_id", product.map(Product::productId).orElse(item.productId()))
                .put(
                        "offer_id",
                        product.map(Product::offerId).orElse(item.offerId().orElse("")))
                .put("updated", error.isEmpty());
        ArrayNode errors = result.putArray("errors");
        error.ifPresent(found -> errors.add(found.json()));
        return result;
    }

    private static Optional<ItemError> set(Call call, Item item, Product product) {
        Optional<ItemError> error = objection(call, item, product);
        if (error.isPresent()) {
            return error;
        }
        Pair pair = new Pair(product, item.warehouseId());
        boolean taken = call.shop().stocks().push(pair, item.stock(), call.now(), call.ticks());
        return taken
                ? Optional.empty()
                : Optional.of(new ItemError("TOO_MANY_REQUESTS", "Stock is updated too frequently"));
    }

    private static Optional<ItemError> objection(Call call, Item item, Product product) {
        boolean warehouse = call.shop().profile().warehouses().stream()
                .filter(Warehouse::active)
                .anyMatch(own -> own.id() == item.warehouseId());
        if (!warehouse) {
            return Optional.of(new ItemError("WAREHOUSE_NOT_FOUND", "Warehouse not found or inactive"));
        }
        if (product.archived()) {
            return Optional.of(new ItemError("PRODUCT_IS_ARCHIVED", "Product is archived"));
        }
        if (product.standing() == Standing.UNMODERATED) {
            return Optional.of(new ItemError("product_is_not_created", "Product is not created yet"));
        }
        if (item.stock() >= TOO_BIG) {
            return Optional.of(new ItemError("STOCK_TOO_BIG", "Stock must be less than " + TOO_BIG));
        }
        return Optional.empty();
    }
}
