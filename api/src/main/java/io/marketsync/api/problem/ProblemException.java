package io.marketsync.api.problem;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a resource throws to refuse a request; it becomes the RFC 9457 answer of its code. Built and thrown in one
 * expression: {@code throw ProblemException.of(SHOP_NOT_FOUND, shopId)}.
 */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final transient Map<String, Object> arguments;
    private final transient List<FieldError> errors = new ArrayList<>();
    private final transient Map<String, String> links = new LinkedHashMap<>();
    private final transient Map<String, String> headers = new LinkedHashMap<>();
    private Duration retryAfter;
    private Throwable reason;

    private ProblemException(ProblemCode code, Map<String, Object> arguments) {
        // A refusal is an answer, not an accident: it needs no stack trace, and a flood of them must stay cheap.
        super(code.name() + arguments, null, false, code == ProblemCode.INTERNAL);
        this.code = code;
        this.arguments = arguments;
    }

    /** Arguments are those of {@link ProblemCode#parameters()}; another number of them is a bug and is thrown as one. */
    public static ProblemException of(ProblemCode code, Object... arguments) {
        List<String> names = code.parameters();
        if (names.size() != arguments.length) {
            throw new IllegalArgumentException(code + " takes " + names + ", got " + arguments.length + " arguments");
        }
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            named.put(names.get(i), arguments[i]);
        }
        return new ProblemException(code, named);
    }

    /** Sets the Retry-After header and {@code retryAfterSeconds}, rounded up to whole seconds and at least one. */
    public ProblemException retryAfter(Duration wait) {
        this.retryAfter = wait;
        return this;
    }

    /** Adds to {@code links}; a path such as {@code /api/v1/operations/op_1} is made absolute in the answer. */
    public ProblemException link(String relation, String path) {
        links.put(relation, path);
        return this;
    }

    public ProblemException header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public ProblemException error(FieldError error) {
        errors.add(error);
        return this;
    }

    public ProblemException causedBy(Throwable cause) {
        this.reason = cause;
        return this;
    }

    @Override
    public synchronized Throwable getCause() {
        return reason;
    }

    public ProblemCode code() {
        return code;
    }

    Map<String, Object> arguments() {
        return arguments;
    }

    Optional<Long> retryAfterSeconds() {
        return Optional.ofNullable(retryAfter).map(wait -> Math.max(1, (wait.toMillis() + 999) / 1000));
    }

    List<FieldError> errors() {
        return errors;
    }

    Map<String, String> links() {
        return links;
    }

    Map<String, String> headers() {
        return headers;
    }
}
