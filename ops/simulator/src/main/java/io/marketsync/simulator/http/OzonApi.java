package io.marketsync.simulator.http;

import io.marketsync.simulator.access.KeyRing;
import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Body;
import io.marketsync.simulator.call.Call;
import io.marketsync.simulator.call.Endpoint;
import io.marketsync.simulator.fault.FaultPlan;
import io.marketsync.simulator.http.Request.Credentials;
import io.marketsync.simulator.label.LabelDesk;
import io.marketsync.simulator.limit.CallLog;
import io.marketsync.simulator.limit.Permit;
import io.marketsync.simulator.limit.RateLimits;
import io.marketsync.simulator.market.Market;
import io.marketsync.simulator.market.Shop;
import io.marketsync.simulator.webhook.Webhooks;
import io.marketsync.simulator.world.WorldClock;

/**
 * The way of a request through the marketplace: does the method exist, is the key good for it, is there budget left, does a
 * scripted fault strike, and only then the method itself. Every answer to a known shop says how much budget remains.
 */
public final class OzonApi {

    /** Calls without a client id that we know are counted under this name, so that strangers cannot fill the log. */
    private static final String STRANGER = "unknown";

    /** What the marketplace is made of. */
    public record Parts(
            Market market,
            WorldClock clock,
            KeyRing keys,
            RateLimits limits,
            FaultPlan faults,
            CallLog calls,
            Webhooks webhooks,
            LabelDesk labels) {}

    private final Parts parts;
    private final Routes routes;

    public OzonApi(Parts parts) {
        this.parts = parts;
        this.routes = new Routes(parts.keys(), parts.labels());
    }

    public Reply answer(Request request) {
        String clientId = request.credentials().clientId();
        String caller = clientId != null && parts.market().knows(clientId) ? clientId : STRANGER;
        parts.calls().arrived(caller, request.path());
        Reply reply = refusable(request);
        parts.calls().answered(caller, request.path(), reply.status());
        return reply;
    }

    private Reply refusable(Request request) {
        try {
            Endpoint endpoint = routes.find(request);
            Credentials credentials = request.credentials();
            parts.keys()
                    .check(
                            credentials.clientId(),
                            credentials.apiKey(),
                            request.path(),
                            parts.clock().now());
            return limited(request, endpoint);
        } catch (Refusal refusal) {
            return Reply.refusal(refusal);
        }
    }

    private Reply limited(Request request, Endpoint endpoint) {
        Permit permit = parts.limits().acquire(request.credentials().clientId(), request.path());
        Reply reply =
                switch (permit.verdict()) {
                    case GRANTED -> served(request, endpoint);
                    case LIMITED -> Faults.rateLimited(permit.retryAfterSeconds());
                    case CIRCLE_OPEN -> Faults.circleOpen(429, permit.retryAfterSeconds());
                };
        return reply.header("Ratelimit-Remaining", permit.remaining());
    }

    private Reply served(Request request, Endpoint endpoint) {
        String clientId = request.credentials().clientId();
        Shop shop = parts.market().shop(clientId);
        try {
            Body body = Body.parse(request.body());
            String cursor = body.text("cursor").or(() -> body.text("last_id")).orElse("");
            return Faults.around(parts.faults().strike(request.path(), clientId), cursor, () -> {
                Call call =
                        new Call(shop, body, parts.clock().now(), parts.clock().ticks());
                return endpoint.answer(call);
            });
        } catch (Refusal refusal) {
            return Reply.refusal(refusal);
        }
    }
}
