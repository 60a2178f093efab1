package io.marketsync.simulator.posting;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.world.Line;

/** {@code financial_data}; its {@code product_id} is the SKU, whatever the name says, and its prices are doubles. */
final class Finance {

    private static final int COMMISSION_PERCENT = 12;
    private static final BigDecimal COMMISSION = new BigDecimal("0.12");
    private static final BigDecimal MARK_UP = new BigDecimal("1.25");

    private Finance() {}

    static ObjectNode v4(List<Line> lines, String currency) {
        ObjectNode data = clusters();
        ArrayNode products = data.putArray("products");
        for (Line line : lines) {
            ObjectNode product = withCommission(line, currency).put("quantity", line.quantity());
            product.set("customer_price", Json.money(line.product().price(), currency));
            products.add(product);
        }
        return data;
    }

    static ObjectNode fbo(List<Line> lines, String currency) {
        ObjectNode data = clusters();
        ArrayNode products = data.putArray("products");
        lines.forEach(line -> products.add(withCommission(line, currency)));
        return data;
    }

    static ObjectNode old(List<Line> lines, String currency) {
        ObjectNode data = clusters();
        ArrayNode products = data.putArray("products");
        for (Line line : lines) {
            products.add(common(line)
                    .put("quantity", line.quantity())
                    .put("commission_amount", commission(line).doubleValue())
                    .put("commission_percent", COMMISSION_PERCENT)
                    .put("commissions_currency_code", currency)
                    .put("currency_code", currency)
                    .put("customer_currency_code", currency)
                    .put("customer_price", line.product().price().doubleValue()));
        }
        return data;
    }

    private static ObjectNode withCommission(Line line, String currency) {
        ObjectNode product = common(line);
        product.putObject("commission")
                .put("amount", commission(line).doubleValue())
                .put("percent", COMMISSION_PERCENT)
                .put("currency", currency);
        return product;
    }

    private static ObjectNode clusters() {
        return Json.object().put("cluster_from", "Москва, МО и Дальние регионы").put("cluster_to", "Казань");
    }

    private static ObjectNode common(Line line) {
        BigDecimal price = line.product().price();
        BigDecimal oldPrice = price.multiply(MARK_UP).setScale(2, RoundingMode.HALF_UP);
        ObjectNode product = Json.object()
                .put("product_id", line.product().sku())
                .put("price", price.doubleValue())
                .put("old_price", oldPrice.doubleValue())
                .put("payout", price.subtract(commission(line)).doubleValue())
                .put("total_discount_value", oldPrice.subtract(price).doubleValue())
                .put("total_discount_percent", 20.0);
        product.putArray("actions").add("Системная виртуальная скидка селлера");
        return product;
    }

    private static BigDecimal commission(Line line) {
        return line.product().price().multiply(COMMISSION).setScale(2, RoundingMode.HALF_UP);
    }
}
