package io.marketsync.api.problem;

import java.time.Duration;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.marketsync.db.Outage;

/**
 * Decides which problem a failure is, for JAX-RS and Vert.x alike. Whatever it does not know is INTERNAL: logged with
 * its stack trace under the request's id, and answered without a word about its cause.
 */
@Singleton
class FailureTranslator {

    private static final Logger LOG = Logger.getLogger(FailureTranslator.class);
    private static final String CHALLENGE = "Bearer realm=\"marketsync\"";

    private final long bodyLimit;

    @Inject
    FailureTranslator(@ConfigProperty(name = "marketsync.http.max-body-size") MemorySize bodyLimit) {
        this.bodyLimit = bodyLimit.asLongValue();
    }

    ProblemException translate(Throwable failure, RequestSummary request) {
        if (failure instanceof ProblemException problem) {
            return completed(problem, request);
        }
        return completed(classify(failure, request), request);
    }

    /** For failures that are only a status, such as a route nobody has. */
    ProblemException translate(int status, RequestSummary request) {
        return completed(ofStatus(status, request), request);
    }

    private ProblemException classify(Throwable failure, RequestSummary request) {
        if (failure instanceof AuthenticationFailedException) {
            return ProblemException.of(ProblemCode.INVALID_TOKEN);
        }
        if (failure instanceof UnauthorizedException) {
            return ProblemException.of(ProblemCode.MISSING_TOKEN);
        }
        if (failure instanceof ForbiddenException) {
            return ProblemException.of(ProblemCode.FORBIDDEN);
        }
        if (failure instanceof JsonProcessingException json) {
            return JsonFailures.problem(json);
        }
        if (failure instanceof ConstraintViolationException violations) {
            return ConstraintFailures.problem(violations);
        }
        if (failure instanceof WebApplicationException web) {
            return ofWeb(web, request);
        }
        if (Outage.caused(failure)) {
            return ProblemException.of(ProblemCode.UNAVAILABLE).causedBy(failure);
        }
        return ProblemException.of(ProblemCode.INTERNAL).causedBy(failure);
    }

    private ProblemException ofWeb(WebApplicationException failure, RequestSummary request) {
        if (failure.getCause() instanceof JsonProcessingException json) {
            return JsonFailures.problem(json);
        }
        ProblemException problem = ofStatus(failure.getResponse().getStatus(), request);
        String allow = failure.getResponse().getHeaderString(HttpHeaders.ALLOW);
        return allow == null ? problem : problem.header(HttpHeaders.ALLOW, allow);
    }

    private ProblemException ofStatus(int status, RequestSummary request) {
        return switch (status) {
            case 401 -> ProblemException.of(ProblemCode.MISSING_TOKEN);
            case 403 -> ProblemException.of(ProblemCode.FORBIDDEN);
            case 404 -> ProblemException.of(ProblemCode.NOT_FOUND);
            case 405 -> ProblemException.of(ProblemCode.METHOD_NOT_ALLOWED, request.method());
            case 406 -> ProblemException.of(ProblemCode.NOT_ACCEPTABLE);
            case 413 -> ProblemException.of(ProblemCode.BODY_TOO_LARGE, bodyLimit);
            case 415 -> ProblemException.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
            case 503 -> ProblemException.of(ProblemCode.UNAVAILABLE);
            default ->
                ProblemException.of(status >= 400 && status < 500 ? ProblemCode.BAD_REQUEST : ProblemCode.INTERNAL);
        };
    }

    private static ProblemException completed(ProblemException problem, RequestSummary request) {
        switch (problem.code()) {
            case MISSING_TOKEN -> problem.header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
            case INVALID_TOKEN -> problem.header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE + ", error=\"invalid_token\"");
            case UNAVAILABLE -> defaultWait(problem, Duration.ofSeconds(5));
            case IDEMPOTENCY_KEY_IN_FLIGHT -> defaultWait(problem, Duration.ofSeconds(1));
            default -> {}
        }
        log(problem, request);
        return problem;
    }

    private static void defaultWait(ProblemException problem, Duration wait) {
        if (problem.retryAfterSeconds().isEmpty()) {
            problem.retryAfter(wait);
        }
    }

    private static void log(ProblemException problem, RequestSummary request) {
        if (problem.code() == ProblemCode.INTERNAL) {
            LOG.errorf(cause(problem), "%s failed; the caller got 500 with this request's id", request);
        } else if (problem.code() == ProblemCode.UNAVAILABLE) {
            // Without stack trace: during an outage this is every request.
            LOG.warnf("%s refused with 503, the caller is told to retry: %s", request, cause(problem));
        }
    }

    private static Throwable cause(ProblemException problem) {
        return problem.getCause() == null ? problem : problem.getCause();
    }
}
