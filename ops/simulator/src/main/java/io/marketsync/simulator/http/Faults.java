package io.marketsync.simulator.http;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;

import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.fault.Distortion;
import io.marketsync.simulator.fault.FaultKind.Stage;
import io.marketsync.simulator.fault.FaultRule;
import io.marketsync.simulator.http.Reply.Delivery;

/** Makes the rules that struck a call come true around its action. */
final class Faults {

    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int INVALID_ARGUMENT = 3;
    private static final int UNAVAILABLE = 14;
    private static final String HTML_502 = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
            + "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

    private Faults() {}

    /** Runs the action unless a rule takes its place. */
    static Reply around(List<FaultRule> rules, String sentCursor, Supplier<JsonNode> action) {
        return around(rules, () -> {
            JsonNode answer = action.get();
            for (FaultRule rule : rules) {
                if (rule.kind().stage() == Stage.REWRITE) {
                    answer = Distortion.apply(rule.kind(), answer, sentCursor);
                }
            }
            return Reply.json(200, answer);
        });
    }

    /** Of an answer that no rule can rewrite. */
    static Reply around(List<FaultRule> rules, Supplier<Reply> action) {
        rules.stream().filter(rule -> rule.kind().stage() == Stage.DELAY).forEach(Faults::delay);
        for (FaultRule rule : rules) {
            if (rule.kind().stage() == Stage.REPLACE) {
                return replacement(rule);
            }
        }
        Reply reply = action.get();
        for (FaultRule rule : rules) {
            if (rule.kind().stage() == Stage.CUT) {
                reply = cut(rule, reply);
            }
        }
        return reply;
    }

    static Reply rateLimited(int retryAfter) {
        return Reply.error(429, RESOURCE_EXHAUSTED, "You have reached request rate limit per second")
                .header("Retry-After", retryAfter);
    }

    static Reply circleOpen(int status, int retryAfter) {
        return Reply.error(status, RESOURCE_EXHAUSTED, "Circle is open").header("Retry-After", retryAfter);
    }

    private static Reply replacement(FaultRule rule) {
        return switch (rule.kind()) {
            case STATUS429 -> rateLimited(rule.retryAfter());
            case STATUS429_ITEMS -> itemLimited(rule.retryAfter());
            case CIRCLE_OPEN -> circleOpen(rule.status(), rule.retryAfter());
            case STATUS400 -> Reply.error(400, INVALID_ARGUMENT, "Request validation error");
            case STATUS500 -> Reply.internalError();
            case HTML502 -> Reply.text(502, "text/html", HTML_502);
            case ERROR_IN_200 -> Reply.error(200, UNAVAILABLE, "upstream request timeout");
            case EMPTY_BODY -> Reply.text(200, "application/json", "");
            case RESET_BEFORE -> Reply.nothing();
            default -> throw new IllegalArgumentException(rule.kind() + " takes no action's place");
        };
    }

    /** The one answer of Ozon whose code is a word. */
    private static Reply itemLimited(int retryAfter) {
        String message =
                "You have reached operation items limits. Retry after " + retryAfter + " seconds. Remaining 10 items";
        return Reply.json(429, Json.object().put("code", "RESOURCE_EXHAUSTED").put("message", message))
                .header("Retry-After", retryAfter);
    }

    private static Reply cut(FaultRule rule, Reply reply) {
        return switch (rule.kind()) {
            case TRUNCATED -> reply.delivered(Delivery.SHORT);
            case TRUNCATED_BODY -> reply.body(Arrays.copyOf(reply.body(), reply.body().length / 2));
            case RESET_AFTER_COMMIT -> Reply.nothing();
            default -> throw new IllegalArgumentException(rule.kind() + " cuts nothing");
        };
    }

    private static void delay(FaultRule rule) {
        try {
            Thread.sleep(rule.latencyMs());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
