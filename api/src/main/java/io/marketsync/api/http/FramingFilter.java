package io.marketsync.api.http;

import java.util.List;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;

/**
 * Refuses transfer encodings other than chunked. Netty takes such a request for one without a body and its body for the
 * next request, which a proxy in front may read differently.
 */
@Singleton
public class FramingFilter {

    void register(@Observes Filters filters) {
        filters.register(FramingFilter::handle, EdgeOrder.FRAMING);
    }

    private static void handle(RoutingContext context) {
        List<String> encodings = context.request().headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        if (encodings.isEmpty() || encodings.size() == 1 && encodings.get(0).equalsIgnoreCase("chunked")) {
            context.next();
        } else {
            context.fail(ProblemException.of(ProblemCode.BAD_REQUEST));
        }
    }
}
