package io.marketsync.simulator.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.call.Body;
import io.marketsync.simulator.call.Call;
import io.marketsync.simulator.call.Endpoint;
import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.stock.StockLedger.Levels;
import io.marketsync.simulator.world.Product;

/** {@code /v4/product/info/stocks}: the seller's stock per product, over all warehouses. */
public final class StockInfo implements Endpoint {

    @Override
    public JsonNode answer(Call call) {
        Body filter = call.body().object("filter");
        ProductPage page = ProductPage.of(
                call.body(), "cursor", Selection.filtered(filter, call.shop().catalogue()));
        Levels levels = call.shop().stocks().at(call.now());
        ObjectNode answer = Json.object();
        ArrayNode items = answer.putArray("items");
        page.products().forEach(product -> items.add(item(product, OwnStock.of(call.shop(), product, levels))));
        page.putTotal(answer, call.now());
        return answer.put("cursor", page.cursor());
    }

    private static ObjectNode item(Product product, OwnStock own) {
        ObjectNode item = Json.object().put("product_id", product.productId()).put("offer_id", product.offerId());
        ObjectNode fbs = item.putArray("stocks")
                .addObject()
                .put("sku", product.sku())
                .put("type", "fbs")
                .put("present", own.present())
                .put("reserved", own.reserved())
                .put("shipment_type", "SHIPMENT_TYPE_GENERAL");
        ArrayNode warehouses = fbs.putArray("warehouse_ids");
        own.warehouses().forEach(warehouses::add);
        return item;
    }
}
