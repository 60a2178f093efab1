package io.marketsync.api.http;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.MDC;

import io.marketsync.api.problem.ProblemRoutes;
import io.marketsync.api.problem.RequestId;

/**
 * Gives every answer, errors included, its request id, its count and the security headers. A header that the answer already has
 * stays: the console page brings a content policy of its own.
 */
@Singleton
public class EveryAnswer {

    static final String REQUEST_ID_HEADER = "X-Request-Id";
    static final String REQUEST_ID_MDC = "requestId";

    private static final Pattern SANE_ID = Pattern.compile("[A-Za-z0-9_-]{8,64}");
    private static final int ID_BYTES = 12;

    private final SecureRandom random = new SecureRandom();
    private final RequestMeters meters;

    @Inject
    EveryAnswer(RequestMeters meters) {
        this.meters = meters;
    }

    void register(@Observes Filters filters) {
        filters.register(this::begin, EdgeOrder.EVERY_ANSWER);
    }

    /** Vert.x refuses some requests, such as one without a Host header, before it calls any filter. */
    void registerForEarlyFailures(@Observes Router router) {
        router.route().order(ProblemRoutes.ORDER - 1).failureHandler(context -> {
            if (RequestId.isMissing(context)) {
                begin(context);
            } else {
                context.next();
            }
        });
    }

    private void begin(RoutingContext context) {
        meters.watch(context);
        RouteLabel.begin(context);
        String id = requestId(context.request().getHeader(REQUEST_ID_HEADER));
        RequestId.put(context, id);
        MDC.put(REQUEST_ID_MDC, id);
        boolean api = isApi(context.request().path());
        context.addHeadersEndHandler(sending -> addHeaders(context.response().headers(), id, api));
        context.next();
    }

    private String requestId(String offered) {
        if (offered != null && SANE_ID.matcher(offered).matches()) {
            return offered;
        }
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static boolean isApi(String path) {
        return path != null && (path.equals("/api") || path.startsWith("/api/"));
    }

    private static void addHeaders(MultiMap headers, String id, boolean api) {
        headers.set(REQUEST_ID_HEADER, id);
        addMissing(headers, "X-Content-Type-Options", "nosniff");
        addMissing(headers, "Referrer-Policy", "no-referrer");
        addMissing(
                headers,
                "Content-Security-Policy",
                "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        addMissing(headers, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        if (api) {
            addMissing(headers, "Cache-Control", "no-store");
        }
    }

    private static void addMissing(MultiMap headers, String name, String value) {
        if (!headers.contains(name)) {
            headers.set(name, value);
        }
    }
}
