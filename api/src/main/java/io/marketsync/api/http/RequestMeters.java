package io.marketsync.api.http;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.AsyncResult;
import io.vertx.ext.web.RoutingContext;

/**
 * Counts every answer, also those that never reach a resource. Errors are counted from zero for each method: a counter
 * that appears with its first error hides that error from rate().
 */
@Singleton
public class RequestMeters {

    private final MeterRegistry registry;

    @Inject
    RequestMeters(MeterRegistry registry) {
        this.registry = registry;
        MethodLabel.ALL.forEach(this::errors);
    }

    void watch(RoutingContext context) {
        context.addEndHandler(done -> count(context, done));
    }

    private void count(RoutingContext context, AsyncResult<Void> done) {
        String method = MethodLabel.of(context.request().method().name());
        int status = context.response().getStatusCode();
        requests(method, done.succeeded() ? StatusLabel.of(status) : StatusLabel.ABORTED)
                .increment();
        if (done.succeeded() && status >= 500) {
            errors(method).increment();
        }
    }

    private Counter requests(String method, String status) {
        return Counter.builder("marketsync.api.requests")
                .description("Answers of the api by method and class of status")
                .tag("method", method)
                .tag("status", status)
                .register(registry);
    }

    private Counter errors(String method) {
        return Counter.builder("marketsync.api.errors")
                .description("Answers of the api with a 5xx status")
                .tag("method", method)
                .register(registry);
    }
}
