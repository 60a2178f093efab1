package io.marketsync.simulator.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.fault.FaultPlan;
import io.marketsync.simulator.fault.FaultRule;
import io.marketsync.simulator.http.Request;

/** Scripts faults and tells how often each has struck. */
final class FaultAdmin {

    private final FaultPlan plan;

    FaultAdmin(FaultPlan plan) {
        this.plan = plan;
    }

    /** Takes one rule or an array of them; none is added when one is bad. */
    JsonNode add(Request request) {
        JsonNode json = AdminInput.json(request);
        FaultRule[] rules = json.isArray()
                ? AdminInput.read(json, FaultRule[].class)
                : new FaultRule[] {AdminInput.read(json, FaultRule.class)};
        for (FaultRule rule : rules) {
            plan.add(rule);
        }
        return list();
    }

    JsonNode list() {
        ArrayNode list = Json.array();
        for (FaultPlan.Status status : plan.statuses()) {
            ObjectNode rule = Json.MAPPER.valueToTree(status.rule());
            list.add(rule.put("matched", status.matched()).put("fired", status.fired()));
        }
        return list;
    }

    JsonNode clear() {
        plan.clear();
        return list();
    }
}
