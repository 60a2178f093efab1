package io.marketsync.simulator.admin;

import com.fasterxml.jackson.databind.JsonNode;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.http.Request;
import io.marketsync.simulator.webhook.DeliveryFaults;
import io.marketsync.simulator.webhook.Webhooks;

/** Registers the addresses that are told of postings, as a seller's cabinet would, with the faults of the way there. */
final class WebhookAdmin {

    /** What is absent does not happen. */
    private record Registration(
            String clientId, String url, Double duplicate, Double reorder, Double loss, Integer delayMs) {

        DeliveryFaults faults() {
            return new DeliveryFaults(or0(duplicate), or0(reorder), or0(loss), delayMs == null ? 0 : delayMs);
        }

        private static double or0(Double probability) {
            return probability == null ? 0 : probability;
        }
    }

    private final Webhooks webhooks;

    WebhookAdmin(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    /** Takes the place of the shop's address before. */
    JsonNode register(Request request) {
        Registration asked = AdminInput.read(AdminInput.json(request), Registration.class);
        if (asked.clientId() == null || asked.url() == null) {
            throw Refusal.invalid("clientId and url are required");
        }
        try {
            webhooks.subscribe(asked.clientId(), asked.url(), asked.faults());
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(e.getMessage());
        }
        return list();
    }

    JsonNode list() {
        return webhooks.list();
    }

    /** Of one shop, or of all when none is named. */
    JsonNode remove(Request request) {
        String clientId = request.parameters().get("clientId");
        if (clientId == null) {
            webhooks.unsubscribeAll();
        } else {
            webhooks.unsubscribe(clientId);
        }
        return list();
    }
}
