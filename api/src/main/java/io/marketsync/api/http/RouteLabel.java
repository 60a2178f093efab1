package io.marketsync.api.http;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;

/**
 * Keeps raw paths out of metric labels. Quarkus labels an answer with the template of its resource, and every answer
 * that no resource gave with its path: refused spellings, failed authentication, aborted uploads. A caller could make a
 * new series, and a new entry in the registry, with each request.
 */
@Singleton
public class RouteLabel {

    static final String UNKNOWN = "UNKNOWN";

    // Where Quarkus REST leaves the template and its metrics look for it; REST appends to what it finds there.
    private static final String TEMPLATE = "UrlPathTemplate";

    void register(@Observes Filters filters) {
        filters.register(RouteLabel::leaveToTheResource, EdgeOrder.RESOURCES);
    }

    /** Called by {@link EveryAnswer} for each request. */
    static void begin(RoutingContext context) {
        locals(context).putLocal(TEMPLATE, UNKNOWN);
        context.addHeadersEndHandler(sending -> {
            if (locals(context).getLocal(TEMPLATE) == null) {
                locals(context).putLocal(TEMPLATE, UNKNOWN);
            }
        });
    }

    private static void leaveToTheResource(RoutingContext context) {
        locals(context).removeLocal(TEMPLATE);
        context.next();
    }

    private static Context locals(RoutingContext context) {
        return ((HttpServerRequestInternal) context.request()).context();
    }
}
