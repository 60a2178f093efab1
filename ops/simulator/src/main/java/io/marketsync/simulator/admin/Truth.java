package io.marketsync.simulator.admin;

import java.time.Instant;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.http.Request;
import io.marketsync.simulator.market.Market;
import io.marketsync.simulator.market.Shop;
import io.marketsync.simulator.stock.Pair;
import io.marketsync.simulator.stock.Price;
import io.marketsync.simulator.stock.PriceTraffic;
import io.marketsync.simulator.stock.StockLedger.Levels;
import io.marketsync.simulator.stock.StockLevel;
import io.marketsync.simulator.world.Line;
import io.marketsync.simulator.world.Posting;
import io.marketsync.simulator.world.Product;
import io.marketsync.simulator.world.Warehouse;
import io.marketsync.simulator.world.WorldClock;

/** What is really so, without pages, filters and faults. Field names are the marketplace's. */
final class Truth {

    private final Market market;
    private final WorldClock clock;

    Truth(Market market, WorldClock clock) {
        this.market = market;
        this.clock = clock;
    }

    /** With {@code since} or {@code to} only postings whose {@code in_process_at} lies between them, both inclusive. */
    JsonNode postings(Request request) {
        Shop shop = market.shop(AdminInput.required(request, "clientId"));
        Instant at = AdminInput.instant(request, "at", clock.now());
        Predicate<Posting> inPeriod = inPeriod(request, at);
        return shop.postings()
                .visibleAt(at)
                .filter(inPeriod)
                .map(posting -> view(shop, posting, at))
                .collect(Json.toArray());
    }

    JsonNode products(Request request) {
        Shop shop = market.shop(AdminInput.required(request, "clientId"));
        return shop.catalogue().products().stream()
                .map(product -> view(shop, product))
                .collect(Json.toArray());
    }

    JsonNode stocks(Request request) {
        Shop shop = market.shop(AdminInput.required(request, "clientId"));
        Levels levels = shop.stocks().at(AdminInput.instant(request, "at", clock.now()));
        ArrayNode rows = Json.array();
        for (Product product : shop.catalogue().products()) {
            for (Warehouse warehouse : shop.profile().warehouses()) {
                if (product.onSale() && warehouse.active()) {
                    rows.add(view(product, warehouse, levels.of(new Pair(product, warehouse.id()))));
                }
            }
        }
        return rows;
    }

    /** What each product costs, and how often its price came. */
    JsonNode prices(Request request) {
        Shop shop = market.shop(AdminInput.required(request, "clientId"));
        return shop.catalogue().products().stream()
                .map(product -> prices(shop, product))
                .collect(Json.toArray());
    }

    private static ObjectNode prices(Shop shop, Product product) {
        Price price = shop.prices().of(product);
        PriceTraffic traffic = shop.prices().traffic(product);
        return Json.object()
                .put("offer_id", product.offerId())
                .put("price", price.price().toPlainString())
                .put("old_price", price.oldPrice().toPlainString())
                .put("min_price", price.minPrice().toPlainString())
                .put("currency", shop.profile().currency())
                .put("updated_at", price.updatedAt().toString())
                .put("taken", traffic.taken())
                .put("fullest_hour", traffic.fullestHour())
                .put("refused", traffic.refused());
    }

    private static Predicate<Posting> inPeriod(Request request, Instant at) {
        boolean everything = !request.parameters().containsKey("since")
                && !request.parameters().containsKey("to");
        Instant since = AdminInput.instant(request, "since", Instant.MIN);
        Instant to = AdminInput.instant(request, "to", Instant.MAX);
        return posting -> everything
                || posting.timeline().paidAt(at)
                        && !posting.placedAt().isBefore(since)
                        && !posting.placedAt().isAfter(to);
    }

    private static ObjectNode view(Shop shop, Posting posting, Instant at) {
        ObjectNode view = Json.object()
                .put("posting_number", posting.number().text())
                .put("scheme", posting.scheme().word())
                .put("status", posting.phaseAt(at).status())
                .put("substatus", posting.phaseAt(at).substatus())
                .put("order_id", posting.number().orderId())
                .put("order_number", posting.number().order())
                .put("parent_posting_number", posting.number().parent().orElse(null))
                .put("in_process_at", Json.time(posting.timeline().inProcessAt(at)))
                .put("last_changed_at", posting.timeline().lastChangedAt(at).toString())
                .put("warehouse_id", posting.warehouse().id());
        ArrayNode lines = view.putArray("lines");
        for (Line line : posting.linesAt(at)) {
            lines.addObject()
                    .put("offer_id", line.product().offerId())
                    .put("sku", line.product().sku())
                    .put("quantity", line.quantity())
                    .put("price", line.product().price().toPlainString())
                    .put("currency", shop.profile().currency());
        }
        return view;
    }

    private static ObjectNode view(Shop shop, Product product) {
        Price price = shop.prices().of(product);
        return Json.object()
                .put("product_id", product.productId())
                .put("offer_id", product.offerId())
                .put("sku", product.sku())
                .put("name", product.name())
                .put("archived", product.archived())
                .put("status", product.standing().status())
                .put("price", price.price().toPlainString())
                .put("old_price", price.oldPrice().toPlainString())
                .put("min_price", price.minPrice().toPlainString())
                .put("currency", shop.profile().currency());
    }

    private static ObjectNode view(Product product, Warehouse warehouse, StockLevel level) {
        return Json.object()
                .put("product_id", product.productId())
                .put("offer_id", product.offerId())
                .put("sku", product.sku())
                .put("warehouse_id", warehouse.id())
                .put("free", level.free())
                .put("reserved", level.reserved())
                .put("present", level.present())
                .put("oversold", level.oversold())
                .put("updated_at", level.updatedAt().toString());
    }
}
