package io.marketsync.simulator.admin;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.http.Request;
import io.marketsync.simulator.limit.CallLog;
import io.marketsync.simulator.limit.LimitSettings;
import io.marketsync.simulator.limit.RateLimits;

/** Shows what arrived, and changes how much may arrive. */
final class TrafficAdmin {

    /** What is absent stays as it is. */
    private record Change(
            Integer divisor,
            Integer perSecond,
            Map<String, Integer> perMinute,
            Integer circleAfter,
            Integer circleSeconds) {

        LimitSettings on(LimitSettings now) {
            return new LimitSettings(
                    divisor != null ? divisor : now.divisor(),
                    perSecond != null ? perSecond : now.perSecond(),
                    perMinute != null ? perMinute : now.perMinute(),
                    circleAfter != null ? circleAfter : now.circleAfter(),
                    circleSeconds != null ? circleSeconds : now.circleSeconds());
        }
    }

    private final RateLimits limits;
    private final CallLog calls;

    TrafficAdmin(RateLimits limits, CallLog calls) {
        this.limits = limits;
        this.calls = calls;
    }

    /** With {@code recent=true} also the last single calls. */
    JsonNode calls(Request request) {
        ObjectNode answer = Json.object();
        answer.set("methods", Json.MAPPER.valueToTree(calls.summaries()));
        if (Boolean.parseBoolean(request.parameters().get("recent"))) {
            ArrayNode recent = answer.putArray("recent");
            calls.recent().forEach(call -> recent.addObject()
                    .put("at", call.at().toString())
                    .put("clientId", call.clientId())
                    .put("method", call.method())
                    .put("status", call.status()));
        }
        return answer;
    }

    JsonNode clearCalls() {
        calls.clear();
        return Json.object();
    }

    JsonNode limits() {
        return Json.MAPPER.valueToTree(limits.settings());
    }

    JsonNode changeLimits(Request request) {
        Change change = AdminInput.read(AdminInput.json(request), Change.class);
        try {
            limits.apply(change.on(limits.settings()));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(e.getMessage());
        }
        return limits();
    }
}
