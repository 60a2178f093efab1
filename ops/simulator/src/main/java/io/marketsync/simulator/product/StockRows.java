package io.marketsync.simulator.product;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Call;
import io.marketsync.simulator.call.Endpoint;
import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.stock.Pair;
import io.marketsync.simulator.stock.StockLedger.Levels;
import io.marketsync.simulator.stock.StockLevel;
import io.marketsync.simulator.world.Product;
import io.marketsync.simulator.world.Warehouse;

/**
 * The two lists of product-warehouse pairs: {@code /v2/product/info/stocks-by-warehouse/fbs} over all warehouses, and
 * {@code /v1/product/info/warehouse/stocks} of one. Archived products and those without a SKU have no rows.
 */
public final class StockRows implements Endpoint {

    private static final int MOST = 1000;

    private final boolean oneWarehouse;

    private StockRows(boolean oneWarehouse) {
        this.oneWarehouse = oneWarehouse;
    }

    public static StockRows byWarehouse() {
        return new StockRows(false);
    }

    public static StockRows ofWarehouse() {
        return new StockRows(true);
    }

    @Override
    public JsonNode answer(Call call) {
        int limit = call.body().limit(MOST);
        long[] after = IdCursor.decode(call.body().textOrEmpty("cursor"));
        List<Pair> rest = pairs(products(call), warehouses(call)).stream()
                .filter(isPast(after))
                .limit(limit + 1L)
                .toList();
        boolean hasNext = rest.size() > limit;
        List<Pair> shown = hasNext ? rest.subList(0, limit) : rest;
        Levels levels = call.shop().stocks().at(call.now());
        ObjectNode answer = Json.object().put("has_next", hasNext).put("cursor", hasNext ? cursor(shown) : "");
        ArrayNode rows = answer.putArray(oneWarehouse ? "stocks" : "products");
        shown.forEach(pair -> rows.add(row(call, pair, levels.of(pair))));
        return answer;
    }

    private List<Product> products(Call call) {
        if (oneWarehouse) {
            return call.shop().catalogue().products();
        }
        Optional<List<Product>> named = Selection.named(call.body(), call.shop().catalogue(), "sku");
        return named.orElse(call.shop().catalogue().products());
    }

    private List<Warehouse> warehouses(Call call) {
        List<Warehouse> all = call.shop().profile().warehouses();
        if (!oneWarehouse) {
            return all.stream().filter(Warehouse::active).toList();
        }
        long id = call.body()
                .number("warehouse_id")
                .orElseThrow(() -> Refusal.invalid("Request validation error: warehouse_id is required"));
        return List.of(all.stream()
                .filter(warehouse -> warehouse.id() == id)
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("WAREHOUSE_NOT_FOUND")));
    }

    private static List<Pair> pairs(List<Product> products, List<Warehouse> warehouses) {
        List<Pair> pairs = new ArrayList<>(products.size() * warehouses.size());
        for (Product product : products) {
            if (product.onSale()) {
                warehouses.forEach(warehouse -> pairs.add(new Pair(product, warehouse.id())));
            }
        }
        return pairs;
    }

    private static Predicate<Pair> isPast(long[] after) {
        return pair -> pair.product().productId() > after[0]
                || pair.product().productId() == after[0] && pair.warehouseId() > after[1];
    }

    private static String cursor(List<Pair> shown) {
        return IdCursor.encode(
                shown.getLast().product().productId(), shown.getLast().warehouseId());
    }

    private ObjectNode row(Call call, Pair pair, StockLevel level) {
        ObjectNode row = Json.object()
                .put("sku", pair.product().sku())
                .put("offer_id", pair.product().offerId())
                .put("product_id", pair.product().productId())
                .put("warehouse_id", pair.warehouseId())
                .put("present", level.present())
                .put("reserved", level.reserved())
                .put("free_stock", level.free());
        return oneWarehouse
                ? row.put("updated_at", level.updatedAt().toString())
                : row.put("warehouse_name", name(call, pair.warehouseId()));
    }

    private static String name(Call call, long warehouseId) {
        return call.shop().profile().warehouses().stream()
                .filter(warehouse -> warehouse.id() == warehouseId)
                .map(Warehouse::name)
                .findFirst()
                .orElseThrow();
    }
}
