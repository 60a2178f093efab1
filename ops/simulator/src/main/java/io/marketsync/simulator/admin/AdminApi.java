package io.marketsync.simulator.admin;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.http.OzonApi.Parts;
import io.marketsync.simulator.http.Reply;
import io.marketsync.simulator.http.Request;

/**
 * What a test does behind the marketplace's back: reads the truth, moves the clock, scripts faults, spoils keys,
 * changes products and limits, registers webhooks, spoils labels.
 * Needs no key, which is why the server listens on the loopback interface only. Refuses bad input with the same envelope.
 */
public final class AdminApi {

    private final Map<String, Function<Request, JsonNode>> actions = new HashMap<>();

    public AdminApi(Parts parts) {
        actions.put("GET /admin/health", request -> Json.object()
                .put("status", "up")
                .put("now", parts.clock().now().toString())
                .put("shops", parts.market().shops().size()));
        ShopAdmin shops = new ShopAdmin(parts.market(), parts.keys(), parts.clock());
        actions.put("GET /admin/shops", request -> shops.list());
        actions.put("POST /admin/keys", shops::changeKey);
        actions.put("POST /admin/products", new ProductAdmin(parts.market())::change);
        Truth truth = new Truth(parts.market(), parts.clock());
        actions.put("GET /admin/truth/postings", truth::postings);
        actions.put("GET /admin/truth/products", truth::products);
        actions.put("GET /admin/truth/stocks", truth::stocks);
        actions.put("GET /admin/truth/prices", truth::prices);
        ClockAdmin clock = new ClockAdmin(parts.clock());
        actions.put("GET /admin/clock", request -> clock.show());
        actions.put("POST /admin/clock", clock::change);
        FaultAdmin faults = new FaultAdmin(parts.faults());
        actions.put("GET /admin/faults", request -> faults.list());
        actions.put("POST /admin/faults", faults::add);
        actions.put("DELETE /admin/faults", request -> faults.clear());
        TrafficAdmin traffic = new TrafficAdmin(parts.limits(), parts.calls());
        actions.put("GET /admin/calls", traffic::calls);
        actions.put("DELETE /admin/calls", request -> traffic.clearCalls());
        actions.put("GET /admin/limits", request -> traffic.limits());
        actions.put("POST /admin/limits", traffic::changeLimits);
        LabelAdmin labels = new LabelAdmin(parts.labels());
        actions.put("GET /admin/labels", request -> labels.show());
        actions.put("POST /admin/labels", labels::change);
        actions.put("DELETE /admin/labels", request -> labels.behave());
        WebhookAdmin webhooks = new WebhookAdmin(parts.webhooks());
        actions.put("GET /admin/webhooks", request -> webhooks.list());
        actions.put("POST /admin/webhooks", webhooks::register);
        actions.put("DELETE /admin/webhooks", webhooks::remove);
    }

    public Reply answer(Request request) {
        try {
            Function<Request, JsonNode> action = actions.get(request.method() + " " + request.path());
            if (action == null) {
                throw Refusal.notFound("no such admin action; known: " + actions.keySet());
            }
            return Reply.json(200, action.apply(request));
        } catch (Refusal refusal) {
            return Reply.refusal(refusal);
        }
    }
}
