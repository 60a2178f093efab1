package io.marketsync.api.problem;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every way this api says no. The name is the {@code code} member of the answer and never changes; texts in each
 * language are in the {@code problems_*} bundles, whose placeholders are the parameters named here.
 */
public enum ProblemCode {
    BAD_REQUEST(400, false),
    VALIDATION_FAILED(400, false),
    MALFORMED_JSON(400, false, "line", "column"),
    UNKNOWN_FIELD(400, false, "field"),
    PAGE_LIMIT(400, false, "min", "max"),
    BAD_CURSOR(400, false),
    CURSOR_MISMATCH(400, false),
    IDEMPOTENCY_KEY_INVALID(400, false),
    UPLOAD_INCOMPLETE(400, true),
    BAD_PATH(400, false),
    MISSING_TOKEN(401, false),
    INVALID_TOKEN(401, false),
    FORBIDDEN(403, false),
    NOT_FOUND(404, false),
    SHOP_NOT_FOUND(404, false, "shop"),
    OPERATION_NOT_FOUND(404, false, "operation"),
    SELLER_NOT_FOUND(404, false, "seller"),
    TOKEN_NOT_FOUND(404, false, "token"),
    DEAD_LETTER_NOT_FOUND(404, false, "letter"),
    TARGET_NOT_FOUND(404, false, "scope", "name"),
    LIMIT_NOT_FOUND(404, false, "name"),
    SCHEDULE_NOT_FOUND(404, false, "schedule"),
    LABEL_NOT_FOUND(404, true, "posting"),
    METHOD_NOT_ALLOWED(405, false, "method"),
    NOT_ACCEPTABLE(406, false),
    SYNC_ALREADY_RUNNING(409, true, "kind"),
    NO_SHOP_TO_SYNC(409, false, "leftOut"),
    SHOP_ALREADY_EXISTS(409, false, "shop"),
    IDEMPOTENCY_KEY_IN_FLIGHT(409, true),
    OPERATION_ALREADY_ENDED(409, false, "operation", "status"),
    OPERATION_NOT_DEAD(409, false, "operation", "status"),
    OPERATION_HAS_TWIN(409, true, "operation", "twin"),
    LIMIT_STAYS(409, false, "name"),
    OPERATION_EXPIRED(410, false, "operation"),
    BODY_TOO_LARGE(413, false, "limit"),
    UNSUPPORTED_MEDIA_TYPE(415, false),
    UNKNOWN_KIND(422, false, "kind"),
    NO_WEBHOOKS(422, false, "marketplace"),
    BATCH_TOO_LARGE(422, false, "most"),
    IDEMPOTENCY_KEY_REUSED(422, false),
    SELLER_QUEUE_SHARE(429, true, "queue", "most"),
    IMPORTS_WAITING(429, true, "files"),
    INTERNAL(500, true),
    QUEUE_FULL(503, true, "queue", "most"),
    UNAVAILABLE(503, true);

    private final int status;
    private final boolean retryable;
    private final List<String> parameters;

    ProblemCode(int status, boolean retryable, String... parameters) {
        this.status = status;
        this.retryable = retryable;
        this.parameters = List.of(parameters);
    }

    /** Reads the last segment of a problem's {@code type}, such as {@code page-limit}. */
    public static Optional<ProblemCode> ofSlug(String slug) {
        for (ProblemCode code : values()) {
            if (code.slug().equals(slug)) {
                return Optional.of(code);
            }
        }
        return Optional.empty();
    }

    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public int status() {
        return status;
    }

    /** Whether the same request may succeed later without being changed. */
    public boolean retryable() {
        return retryable;
    }

    /** Names of the arguments of the detail text, in the order {@link ProblemException#of} takes them. */
    public List<String> parameters() {
        return parameters;
    }
}
