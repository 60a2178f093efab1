package io.marketsync.api.http;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;

/** Refuses with 400 every path that two parts of the server could read differently, before any of them reads it. */
@Singleton
public class RawPathFilter {

    void register(@Observes Filters filters) {
        filters.register(RawPathFilter::handle, EdgeOrder.RAW_PATH);
    }

    private static void handle(RoutingContext context) {
        if (RawPath.isUnambiguous(context.request().uri())) {
            context.next();
        } else {
            context.fail(ProblemException.of(ProblemCode.BAD_PATH));
        }
    }
}
