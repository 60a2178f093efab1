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

import io.marketsync.api.ImportPaths;
import io.marketsync.api.WebhookPaths;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.imports.ImportFile;

/**
 * Refuses bodies over {@code marketsync.http.max-body-size} with a 413 problem; Quarkus has a limit too, but answers without a body. Webhooks have a
 * smaller one. A body of unknown length is read here, because in a resource its excess shows too late; but for imports, which are streamed, have a
 * larger limit, and count what they read.
 */
@Singleton
public class BodyLimit {

    /** Webhooks are small, and anybody may try to send one. */
    private static final long WEBHOOK = 64 * 1024;

    /** Closed at once, with data of the client unread, the answer could be lost on its way. */
    private static final long LINGERING_MILLIS = 1_000;

    private final long limit;
    private final BodyHandler reader;
    private final BodyHandler webhookReader = BodyHandler.create(false).setBodyLimit(WEBHOOK);

    @Inject
    BodyLimit(@ConfigProperty(name = "marketsync.http.max-body-size") MemorySize limit) {
        this.limit = limit.asLongValue();
        this.reader = BodyHandler.create(false).setBodyLimit(this.limit);
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, EdgeOrder.BODY);
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.path().equals(ImportPaths.ROOT)) {
            streamed(context);
            return;
        }
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

    /** A refusal before its end closes the connection, for whoever sends on and on. */
    private static void streamed(RoutingContext context) {
        HttpServerRequest request = context.request();
        context.addHeadersEndHandler(sending -> {
            if (!request.isEnded()) {
                context.response().headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
        });
        context.addEndHandler(sent -> {
            if (!request.isEnded()) {
                context.vertx()
                        .setTimer(LINGERING_MILLIS, over -> request.connection().close());
            }
        });
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && Long.parseLong(length) > ImportFile.MOST_BYTES) {
            context.fail(ProblemException.of(ProblemCode.BODY_TOO_LARGE, ImportFile.MOST_BYTES));
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
