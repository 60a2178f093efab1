package io.marketsync.api.http;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

import io.marketsync.api.problem.AllowedMethods;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;

/**
 * Refuses methods that no route has. TRACE would echo credentials; OPTIONS is answered by the framework before any
 * check of roles, and is not needed because this api allows no cross-origin calls.
 */
@Singleton
public class MethodFilter {

    private static final Set<String> SERVED = new TreeSet<>(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"));

    void register(@Observes Filters filters) {
        filters.register(MethodFilter::handle, EdgeOrder.METHOD);
    }

    private static void handle(RoutingContext context) {
        String method = context.request().method().name();
        if (SERVED.contains(method)) {
            context.next();
        } else {
            context.fail(ProblemException.of(ProblemCode.METHOD_NOT_ALLOWED, MethodLabel.of(method))
                    .header("Allow", String.join(", ", allowed(context.request().path()))));
        }
    }

    /** The description of the api is public, so this tells nobody anything. */
    private static Collection<String> allowed(String path) {
        Collection<String> ofTheResource = AllowedMethods.of(path);
        return ofTheResource.isEmpty() ? SERVED : ofTheResource;
    }
}
