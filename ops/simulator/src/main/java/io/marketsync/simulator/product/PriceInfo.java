package io.marketsync.simulator.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.call.Body;
import io.marketsync.simulator.call.Call;
import io.marketsync.simulator.call.Endpoint;
import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.stock.Price;
import io.marketsync.simulator.world.Product;

/** {@code /v5/product/info/prices}: prices as JSON numbers, unlike everywhere else. */
public final class PriceInfo implements Endpoint {

    @Override
    public JsonNode answer(Call call) {
        Body filter = call.body().object("filter");
        ProductPage page = ProductPage.of(
                call.body(), "cursor", Selection.filtered(filter, call.shop().catalogue()));
        ObjectNode answer = Json.object();
        ArrayNode items = answer.putArray("items");
        page.products().forEach(product -> items.add(item(call, product)));
        page.putTotal(answer, call.now());
        return answer.put("cursor", page.cursor());
    }

    private static ObjectNode item(Call call, Product product) {
        Price price = call.shop().prices().of(product);
        ObjectNode item = Json.object()
                .put("product_id", product.productId())
                .put("offer_id", product.offerId())
                .put("acquiring", 1.5)
                .put("volume_weight", 0.5);
        item.putObject("price")
                .put("price", price.price().doubleValue())
                .put("old_price", price.oldPrice().doubleValue())
                .put("min_price", price.minPrice().doubleValue())
                .put("net_price", 0.0)
                .put("marketing_seller_price", price.price().doubleValue())
                .put("currency_code", call.shop().profile().currency())
                .put("vat", 0.2)
                .put("auto_action_enabled", false);
        item.putObject("commissions").put("sales_percent_fbo", 15.0).put("sales_percent_fbs", 12.0);
        item.putObject("price_indexes").put("color_index", "WITHOUT_INDEX");
        item.putObject("marketing_actions").put("ozon_actions_exist", false).putArray("actions");
        return item;
    }
}
