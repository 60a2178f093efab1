package io.marketsync.simulator.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.market.Shop;
import io.marketsync.simulator.world.Line;
import io.marketsync.simulator.world.Phase;
import io.marketsync.simulator.world.Posting;
import io.marketsync.simulator.world.Scheme;
import io.marketsync.simulator.world.Transition;

/** One thing of a posting's life that the marketplace tells of: its birth or a change, as Ozon's push notifications word it. */
record Happening(Posting posting, int index) {

    /** Every lifecycle ends within 12 days, so older postings need no look. */
    private static final Duration LONGEST_LIFE = Duration.ofDays(13);

    private static final Comparator<Happening> BY_TIME = Comparator.comparing(Happening::at)
            .thenComparing(happening -> happening.posting.number().id())
            .thenComparing(Happening::index);

    /** What happens in a shop after one instant and up to another, in its order. */
    static List<Happening> between(Shop shop, Instant after, Instant until) {
        List<Happening> happenings = new ArrayList<>();
        for (Posting posting : shop.postings().placedBetween(after.minus(LONGEST_LIFE), until, until)) {
            for (int i = 0; i < posting.timeline().transitions().size(); i++) {
                Happening happening = new Happening(posting, i);
                if (happening.at().isAfter(after) && !happening.at().isAfter(until)) {
                    happenings.add(happening);
                }
            }
        }
        happenings.sort(BY_TIME);
        return happenings;
    }

    Instant at() {
        return posting.timeline().instant(transition());
    }

    String body(String clientId) {
        ObjectNode body = Json.object()
                .put("message_type", type())
                .put("posting_number", posting.number().text())
                .put("warehouse_id", posting.warehouse().id())
                .put("seller_id", Long.parseLong(clientId));
        if (posting.scheme() == Scheme.FBO) {
            body.put(
                            "uuid",
                            UUID.nameUUIDFromBytes(name().getBytes(StandardCharsets.UTF_8))
                                    .toString())
                    .put("order_number", posting.number().order());
        }
        if (index == 0) {
            body.put(
                    "in_process_at",
                    posting.timeline().inProcessAt(at()).map(Instant::toString).orElse(""));
            products(body, true);
            return body.toString();
        }
        body.put("new_state", transition().phase().substatus()).put("changed_state_date", at().toString());
        if (transition().phase() == Phase.CANCELLED) {
            body.put(
                    "old_state",
                    posting.timeline().transitions().get(index - 1).phase().substatus());
            body.putObject("reason").put("id", 352).put("message", "Товар закончился");
            products(body, false);
        }
        return body.toString();
    }

    /** What dice are thrown for. */
    String name() {
        return posting.number().text() + ":" + index;
    }

    private void products(ObjectNode body, boolean withOffer) {
        ArrayNode products = body.putArray("products");
        for (Line line : posting.linesAt(at())) {
            ObjectNode product =
                    products.addObject().put("sku", line.product().sku()).put("quantity", line.quantity());
            if (withOffer) {
                product.put("offer_id", line.product().offerId());
            }
        }
    }

    private String type() {
        boolean cancelled = transition().phase() == Phase.CANCELLED;
        if (posting.scheme() == Scheme.FBO) {
            return "TYPE_FBO_POSTING_" + (index == 0 ? "NEW" : cancelled ? "CANCELLED" : "STATE_CHANGED");
        }
        return index == 0 ? "TYPE_NEW_POSTING" : cancelled ? "TYPE_POSTING_CANCELLED" : "TYPE_STATE_CHANGED";
    }

    private Transition transition() {
        return posting.timeline().transitions().get(index);
    }
}
