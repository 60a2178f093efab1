package io.marketsync.api.problem;

import java.util.Set;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ValidationException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Answers every failure of a JAX-RS resource. The list repeats types below Throwable because Quarkus has mappers of
 * its own for them, and the mapper of the nearest type wins.
 */
@Singleton
public class ProblemMappers {

    private final FailureTranslator translator;
    private final ProblemRenderer renderer;

    @Inject
    ProblemMappers(FailureTranslator translator, ProblemRenderer renderer) {
        this.translator = translator;
        this.renderer = renderer;
    }

    @ServerExceptionMapper({
        Throwable.class,
        WebApplicationException.class,
        NotFoundException.class,
        UnauthorizedException.class,
        ForbiddenException.class,
        AuthenticationFailedException.class,
        AuthenticationCompletionException.class,
        ValidationException.class,
        ConstraintViolationException.class,
        JsonProcessingException.class,
        MismatchedInputException.class
    })
    public Response answer(Throwable failure, RoutingContext context) {
        if (failure instanceof WebApplicationException web && web.getResponse().getStatus() < 400) {
            return web.getResponse();
        }
        RequestSummary request = new RequestSummary(
                context.request().method().name(), context.request().path());
        ProblemException refusal = isAnotherMethods(failure, request)
                ? translator.translate(405, request)
                : translator.translate(failure, request);
        if (refusal.code() == ProblemCode.METHOD_NOT_ALLOWED) {
            refusal.header(HttpHeaders.ALLOW, String.join(", ", AllowedMethods.of(request.path())));
        }
        RenderedProblem problem = renderer.render(refusal, context);
        Response.ResponseBuilder answer = Response.status(problem.status()).entity(problem.body());
        problem.headers().forEach(answer::header);
        return answer.build();
    }

    /** Where the paths of two resources overlap, Quarkus REST takes a path of the one for an unknown path of the other. */
    private static boolean isAnotherMethods(Throwable failure, RequestSummary request) {
        if (!(failure instanceof NotFoundException)) {
            return false;
        }
        Set<String> allowed = AllowedMethods.of(request.path());
        return !allowed.isEmpty() && !allowed.contains(request.method());
    }
}
