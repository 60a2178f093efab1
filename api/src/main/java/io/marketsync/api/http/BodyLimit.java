package io.marketsync.api.http;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.marketsync.api.WebhookPaths;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;

/**
 * Refuses bodies over {@code quarkus.http.limits.max-body-size} with a 413 problem. Quarkus has the same limit but
 * answers without a body. Webhooks have a smaller one. A body of unknown length is read here, because in a resource its excess shows too late.
 */
@Singleton
public class BodyLimit {

    /** Webhooks are small, and anybody may try to send one. */
    private static final long WEBHOOK = 64 * 1024;

    private final long limit;
    private final BodyHandler reader;
    private final BodyHandler webhookReader = BodyHandler.create(false).setBodyLimit(WEBHOOK);

    @Inject
    BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit) {
        this.limit = limit.asLongValue();
        this.reader = BodyHandler.create(false).setBodyLimit(this.limit);
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, EdgeOrder.BODY);
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        boolean webhook = WebhookPaths.isOne(request.path());
        long limit = webhook ? Math.min(WEBHOOK, this.limit) : this.limit;
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && Long.parseLong(length) > limit) {
            context.fail(ProblemException.of(ProblemCode.BODY_TOO_LARGE, limit));
        } else if (length == null && mayHaveBody(request)) {
            request.resume();
            (webhook ? webhookReader : reader).handle(context);
        } else {
            context.next();
        }
    }

    private static boolean mayHaveBody(HttpServerRequest request) {
        boolean announced = request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        HttpMethod method = request.method();
        return !request.isEnded() && (announced || method != HttpMethod.GET && method != HttpMethod.HEAD);
    }
}
