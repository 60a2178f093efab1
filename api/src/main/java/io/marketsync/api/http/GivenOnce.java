package io.marketsync.api.http;

import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import io.marketsync.api.problem.FieldError;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;

/**
 * Refuses parameters that are empty or given twice. The framework takes an empty one for absent, which turns a filter off or a
 * protection against repetition, and the first of two, where a proxy may take the last.
 */
@Singleton
public class GivenOnce {

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    @ServerRequestFilter
    public void check(RoutingContext context) {
        List<String> keys = context.request().headers().getAll(IDEMPOTENCY_KEY);
        if (keys.size() > 1 || keys.contains("")) {
            throw ProblemException.of(ProblemCode.IDEMPOTENCY_KEY_INVALID);
        }
        MultiMap query = context.queryParams();
        for (String name : query.names()) {
            List<String> values = query.getAll(name);
            if (values.size() > 1 || values.get(0).isEmpty()) {
                String code = values.size() > 1 ? "ONCE" : "NOT_EMPTY";
                throw ProblemException.of(ProblemCode.VALIDATION_FAILED)
                        .error(FieldError.of(PlainText.shown(name), code, Map.of()));
            }
        }
    }
}
