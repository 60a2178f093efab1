package io.marketsync.api.problem;

import java.util.Set;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Answers failures outside of JAX-RS: refused by a filter, by authentication, or a path that nobody serves. Vert.x asks
 * failure handlers in route order from the start, so the first route answers before the framework's own pages.
 */
@Singleton
public class ProblemRoutes {

    /** Failure handlers below it run before the answer; those above it never run. */
    public static final int ORDER = Integer.MIN_VALUE + 1;

    // The rest of such a request is not worth reading, or nobody can tell where it ends.
    private static final Set<Integer> CLOSING =
            Set.of(ProblemCode.BAD_REQUEST.status(), ProblemCode.BODY_TOO_LARGE.status());

    private final FailureTranslator translator;
    private final ProblemRenderer renderer;

    @Inject
    ProblemRoutes(FailureTranslator translator, ProblemRenderer renderer) {
        this.translator = translator;
        this.renderer = renderer;
    }

    void register(@Observes Router router) {
        router.route().order(ORDER).failureHandler(this::answer);
        router.route().last().handler(context -> context.fail(404));
    }

    private void answer(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (response.ended()) {
            return;
        }
        if (response.headWritten()) {
            // The status is already sent; only a cut connection tells the caller that the body is not complete.
            context.request().connection().close();
            return;
        }
        write(context, renderer.render(translate(context), context));
    }

    private ProblemException translate(RoutingContext context) {
        RequestSummary request = new RequestSummary(
                context.request().method().name(), context.request().path());
        // Vert.x gives 500 to failures without a status of their own; any other status says more than the failure.
        boolean onlyStatus = context.failure() == null || context.statusCode() != 500;
        return onlyStatus
                ? translator.translate(context.statusCode(), request)
                : translator.translate(context.failure(), request);
    }

    private static void write(RoutingContext context, RenderedProblem problem) {
        HttpServerResponse response = context.response().setStatusCode(problem.status());
        problem.headers().forEach(response::putHeader);
        if (CLOSING.contains(problem.status())) {
            response.putHeader("Connection", "close");
            response.end(Buffer.buffer(problem.body()))
                    .onComplete(done -> context.request().connection().close());
            return;
        }
        response.end(Buffer.buffer(problem.body()));
    }
}
