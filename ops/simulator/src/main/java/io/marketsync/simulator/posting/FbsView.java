package io.marketsync.simulator.posting;

import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.call.Call;
import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.world.Line;
import io.marketsync.simulator.world.Phase;
import io.marketsync.simulator.world.Posting;

/** An FBS posting as the lists of version 4 write it, and as the older get-by-number does. */
final class FbsView {

    private final Call call;
    private final With with;
    private final Instant now;
    private final String currency;

    FbsView(Call call, With with) {
        this.call = call;
        this.with = with;
        this.now = call.now();
        this.currency = call.shop().profile().currency();
    }

    /** Prices are money objects. */
    ObjectNode v4(Posting posting) {
        ObjectNode view = common(posting)
                .put("delivery_schema", "fbs")
                .put("integration_type_flow", "ozon")
                .put("destination_place_id", 0)
                .put("destination_place_name", "")
                .put("is_click_and_collect", false)
                .put("is_presortable", false)
                .put("prr_option", "")
                .putNull("quantum_id")
                .putNull("sorting_center")
                .putNull("container")
                .putNull("volume_weight");
        view.putObject("external_order").put("is_external", false).put("platform_name", "");
        ArrayNode products = view.putArray("products");
        posting.linesAt(now).forEach(line -> products.add(v4Line(line)));
        view.set("financial_data", with.financial() ? Finance.v4(posting.linesAt(now), currency) : null);
        return view;
    }

    /** Prices are strings of four decimals, with the currency beside them. */
    ObjectNode v3(Posting posting) {
        Phase before = posting.timeline().previousPhase(now).orElse(posting.phaseAt(now));
        ObjectNode view = common(posting)
                .put("previous_substatus", before.substatus())
                .put("provider_status", "")
                .put("delivery_price", "")
                .put("fact_delivery_date", Json.time(posting.timeline().deliveredAt(now)))
                .putNull("product_exemplars")
                .putNull("courier");
        view.putArray("additional_data");
        view.putArray("related_weight_postings");
        view.putObject("prr_option")
                .put("code", "")
                .put("price", "")
                .put("currency_code", currency)
                .put("floor", "");
        ArrayNode products = view.putArray("products");
        posting.linesAt(now).forEach(line -> products.add(v3Line(line)));
        view.set("financial_data", with.financial() ? Finance.old(posting.linesAt(now), currency) : null);
        view.set("related_postings", with.related() ? related(posting) : null);
        return view;
    }

    private ObjectNode common(Posting posting) {
        Phase phase = posting.phaseAt(now);
        ObjectNode view = Json.object()
                .put("posting_number", posting.number().text())
                .put("order_id", posting.number().orderId())
                .put("order_number", posting.number().order())
                .put("parent_posting_number", posting.number().parent().orElse(""))
                .put("status", phase.status())
                .put("substatus", phase.substatus())
                .put("tpl_integration_type", "ozon")
                .put("tracking_number", PostingParts.trackingNumber(posting, now))
                .put("in_process_at", Json.time(posting.timeline().inProcessAt(now)))
                .put("shipment_date", posting.shipBy().toString())
                .put("shipment_date_without_delay", posting.shipBy().toString())
                .put("delivering_date", Json.time(PostingParts.deliveringDate(posting, now)))
                .put("is_express", false)
                .put("is_multibox", false)
                .put("multi_box_qty", 1)
                .put("require_blr_traceable_attrs", false)
                .putNull("pickup_code_verified_at");
        view.set("delivery_method", PostingParts.deliveryMethod(posting));
        view.set("cancellation", PostingParts.cancellation(posting, now));
        view.set("requirements", PostingParts.requirements());
        view.set("available_actions", actions(phase));
        view.putObject("optional").putArray("products_with_possible_mandatory_mark");
        tariffs(posting, view);
        blocks(posting, view);
        return view;
    }

    private void blocks(Posting posting, ObjectNode view) {
        boolean buyer = PostingParts.showsBuyer(posting);
        view.set("customer", buyer ? PostingParts.customer(posting) : null);
        view.set("addressee", buyer ? PostingParts.addressee(posting) : null);
        view.set("barcodes", with.barcodes() ? PostingParts.barcodes(posting) : null);
        view.set("analytics_data", with.analytics() ? PostingParts.analytics(posting) : null);
        view.set("legal_info", with.legal() ? PostingParts.legal() : null);
    }

    private void tariffs(Posting posting, ObjectNode view) {
        view.putObject("tariffication")
                .put("current_tariff_rate", 1.0)
                .put("current_tariff_type", "no_discount")
                .put("next_tariff_rate", 1.0)
                .put("next_tariff_type", "commission")
                .put(
                        "next_tariff_starts_at",
                        posting.shipBy().plus(Duration.ofSeconds(1)).toString());
        view.putArray("tariffication_steps")
                .addObject()
                .putNull("min_charge")
                .putNull("tariff_charge")
                .put("tariff_deadline_at", "9999-12-31T23:59:59.999999900Z")
                .put("tariff_rate", 0.0)
                .put("tariff_type", "no_discount");
    }

    private static ArrayNode actions(Phase phase) {
        return switch (phase) {
            case CREATED -> Json.texts(List.of("cancel", "product_cancel", "ship", "ship_async"));
            case PACKED, IN_CARRIAGE -> Json.texts(List.of("cancel", "has_barcode_for_printing", "label_download"));
            default -> Json.array();
        };
    }

    private ObjectNode v4Line(Line line) {
        ObjectNode view = line(line).put("product_color", "").put("weight", PostingParts.weight(line));
        view.set("price", Json.money(line.product().price(), currency));
        view.putArray("imei");
        return view;
    }

    private ObjectNode v3Line(Line line) {
        ObjectNode view = line(line)
                .put(
                        "price",
                        line.product()
                                .price()
                                .setScale(4, RoundingMode.UNNECESSARY)
                                .toPlainString())
                .put("currency_code", currency)
                .put("has_imei", false)
                .put("is_weight_needed", false)
                .put("weight_max", PostingParts.weight(line))
                .put("weight_min", 0.0);
        view.putArray("mandatory_mark");
        view.putObject("dimensions")
                .put("height", "150.00")
                .put("length", "500.00")
                .put("weight", "550")
                .put("width", "300.00");
        return view;
    }

    private static ObjectNode line(Line line) {
        return Json.object()
                .put("sku", line.product().sku())
                .put("offer_id", line.product().offerId())
                .put("name", line.product().name())
                .put("quantity", line.quantity())
                .put("is_blr_traceable", false)
                .put("is_marketplace_buyout", false);
    }

    /** The parent and the children of the same split. */
    private ObjectNode related(Posting posting) {
        int family = family(posting);
        List<String> relatives = call.shop()
                .postings()
                .order(posting.number().orderId(), now)
                .filter(other -> other != posting && family(other) == family)
                .map(other -> other.number().text())
                .toList();
        ObjectNode related = Json.object();
        related.set("related_posting_numbers", Json.texts(relatives));
        return related;
    }

    private static int family(Posting posting) {
        int parent = posting.number().parentSuffix();
        return parent != 0 ? parent : posting.number().suffix();
    }
}
