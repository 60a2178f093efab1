package io.marketsync.simulator.product;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Call;
import io.marketsync.simulator.call.Endpoint;
import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.stock.Price;
import io.marketsync.simulator.stock.StockLedger.Levels;
import io.marketsync.simulator.world.Product;

/** {@code /v3/product/info/list}: everything about the named products. Prices are strings here. */
public final class ProductInfo implements Endpoint {

    @Override
    public JsonNode answer(Call call) {
        List<Product> products = Selection.named(call.body(), call.shop().catalogue(), "sku")
                .orElseThrow(() ->
                        Refusal.invalid("Request validation error: name products by offer_id, product_id or sku"));
        Levels levels = call.shop().stocks().at(call.now());
        ObjectNode answer = Json.object();
        ArrayNode items = answer.putArray("items");
        products.forEach(product -> items.add(item(call, product, levels)));
        return answer;
    }

    private static ObjectNode item(Call call, Product product, Levels levels) {
        Price price = call.shop().prices().of(product);
        ObjectNode item = Json.object()
                .put("id", product.productId())
                .put("offer_id", product.offerId())
                .put("sku", product.sku())
                .put("name", product.name())
                .put("currency_code", call.shop().profile().currency())
                .put("price", price.price().toPlainString())
                .put("old_price", price.oldPrice().toPlainString())
                .put("min_price", price.minPrice().toPlainString())
                .put("vat", "0.2")
                .put("is_archived", product.archived())
                .put("is_autoarchived", false)
                .put("is_discounted", false)
                .put("is_kgt", false)
                .put("type_id", 971_082_156)
                .put("description_category_id", 17_028_922)
                .put("updated_at", price.updatedAt().toString())
                .put("created_at", price.updatedAt().toString())
                .put("volume_weight", 0.5);
        item.putArray("barcodes").add("OZN" + product.productId());
        item.putArray("primary_image").add("https://cdn.example.com/" + product.productId() + ".jpg");
        item.putArray("images");
        item.putArray("errors");
        item.putArray("availabilities");
        item.putObject("price_indexes").put("color_index", "COLOR_INDEX_WITHOUT_INDEX");
        item.putObject("visibility_details").put("has_price", true).put("has_stock", product.onSale());
        item.set("statuses", statuses(product, price));
        item.set("stocks", stocks(product, OwnStock.of(call.shop(), product, levels)));
        return item;
    }

    private static ObjectNode statuses(Product product, Price price) {
        boolean created = product.sku() != 0;
        return Json.object()
                .put("status", product.standing().status())
                .put("status_failed", "")
                .put("moderate_status", created ? "approved" : "in-moderating")
                .put("validation_status", created ? "success" : "pending")
                .put("status_name", created ? "Продается" : "На модерации")
                .put("status_description", "")
                .put("status_tooltip", "")
                .put("is_created", created)
                .put("status_updated_at", price.updatedAt().toString());
    }

    private static ObjectNode stocks(Product product, OwnStock own) {
        ObjectNode stocks = Json.object().put("has_stock", own.present() > 0);
        stocks.putArray("stocks")
                .addObject()
                .put("sku", product.sku())
                .put("source", "fbs")
                .put("present", own.present())
                .put("reserved", own.reserved());
        return stocks;
    }
}
