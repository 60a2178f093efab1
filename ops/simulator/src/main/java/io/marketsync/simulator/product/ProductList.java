package io.marketsync.simulator.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.call.Body;
import io.marketsync.simulator.call.Call;
import io.marketsync.simulator.call.Endpoint;
import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.world.Product;

/** {@code /v3/product/list}: the ids of the catalogue. There is no filter for what changed. */
public final class ProductList implements Endpoint {

    @Override
    public JsonNode answer(Call call) {
        Body filter = call.body().object("filter");
        ProductPage page = ProductPage.of(
                call.body(), "last_id", Selection.filtered(filter, call.shop().catalogue()));
        ObjectNode answer = Json.object();
        ObjectNode result = answer.putObject("result");
        ArrayNode items = result.putArray("items");
        page.products().forEach(product -> items.add(item(product)));
        page.putTotal(result, call.now());
        result.put("last_id", page.cursor());
        return answer;
    }

    private static ObjectNode item(Product product) {
        ObjectNode item = Json.object()
                .put("product_id", product.productId())
                .put("offer_id", product.offerId())
                .put("sku", product.sku())
                .put("archived", product.archived())
                .put("has_fbo_stocks", product.onSale())
                .put("has_fbs_stocks", product.onSale())
                .put("is_discounted", false);
        item.putArray("quants");
        return item;
    }
}
