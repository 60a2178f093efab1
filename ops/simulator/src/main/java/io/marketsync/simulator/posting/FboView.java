package io.marketsync.simulator.posting;

import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.call.Call;
import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.world.Line;
import io.marketsync.simulator.world.Phase;
import io.marketsync.simulator.world.Posting;

/** An FBO posting as the list of version 3 writes it, and as the older get-by-number does. */
final class FboView {

    /** What FBS postings tell about the way to the buyer, and FBO postings do not. */
    private static final List<String> NOT_IN_ANALYTICS = List.of(
            "warehouse", "region", "tpl_provider", "tpl_provider_id", "delivery_date_begin", "delivery_date_end");

    private final With with;
    private final Instant now;
    private final String currency;

    FboView(Call call, With with) {
        this.with = with;
        this.now = call.now();
        this.currency = call.shop().profile().currency();
    }

    /** Prices are money objects; {@code cancellation} is null until there is one. */
    ObjectNode v3(Posting posting) {
        ObjectNode view = common(posting);
        view.putObject("external_order").put("is_external", false).put("platform_name", "");
        boolean cancelled = posting.phaseAt(now) == Phase.CANCELLED;
        view.set("cancellation", cancelled ? cancellation(posting) : null);
        ArrayNode products = view.putArray("products");
        for (Line line : posting.linesAt(now)) {
            ObjectNode product = line(line);
            product.set("price", Json.money(line.product().price(), currency));
            products.add(product);
        }
        view.set("financial_data", with.financial() ? Finance.fbo(posting.linesAt(now), currency) : null);
        return view;
    }

    /** Prices are strings with the currency beside them. */
    ObjectNode v2(Posting posting) {
        ObjectNode view = common(posting)
                .put("fact_delivery_date", Json.time(posting.timeline().deliveredAt(now)));
        ArrayNode products = view.putArray("products");
        for (Line line : posting.linesAt(now)) {
            String price =
                    line.product().price().setScale(2, RoundingMode.UNNECESSARY).toPlainString();
            products.add(line(line).put("price", price).put("currency_code", currency));
        }
        view.set("financial_data", with.financial() ? Finance.old(posting.linesAt(now), currency) : null);
        return view;
    }

    private ObjectNode common(Posting posting) {
        Phase phase = posting.phaseAt(now);
        ObjectNode cancellation = PostingParts.cancellation(posting, now);
        ObjectNode view = Json.object()
                .put("posting_number", posting.number().text())
                .put("order_id", posting.number().orderId())
                .put("order_number", posting.number().order())
                .put("status", phase.status())
                .put("substatus", phase.substatus())
                .put("cancel_reason_id", cancellation.path("cancel_reason_id").asInt())
                .put("created_at", posting.placedAt().toString())
                .put("in_process_at", posting.placedAt().toString());
        view.putArray("additional_data");
        view.set("analytics_data", with.analytics() ? analytics(posting) : null);
        view.set("legal_info", with.legal() ? PostingParts.legal() : null);
        return view;
    }

    private ObjectNode cancellation(Posting posting) {
        return PostingParts.cancellation(posting, now)
                .retain(List.of("cancel_reason", "cancellation_type", "cancellation_initiator"));
    }

    private static ObjectNode analytics(Posting posting) {
        ObjectNode analytics = PostingParts.analytics(posting);
        String warehouse = analytics.path("warehouse").asText();
        return analytics.remove(NOT_IN_ANALYTICS).put("warehouse_name", warehouse);
    }

    private static ObjectNode line(Line line) {
        ObjectNode view = Json.object()
                .put("sku", line.product().sku())
                .put("offer_id", line.product().offerId())
                .put("name", line.product().name())
                .put("quantity", line.quantity())
                .put("is_marketplace_buyout", false);
        view.putArray("digital_codes");
        return view;
    }
}
