package io.marketsync.api.problem;

import io.vertx.ext.web.RoutingContext;

/** The id by which one request is found in answers, problems and logs. Set once, by the first filter. */
public final class RequestId {

    private static final String KEY = "marketsync.request-id";

    private RequestId() {}

    public static void put(RoutingContext context, String id) {
        context.put(KEY, id);
    }

    public static boolean isMissing(RoutingContext context) {
        return context.get(KEY) == null;
    }

    public static String of(RoutingContext context) {
        return String.valueOf(context.<String>get(KEY));
    }
}
