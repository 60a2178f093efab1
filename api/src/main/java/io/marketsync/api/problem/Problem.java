package io.marketsync.api.problem;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answer of every refused request: RFC 9457 with this api's extension members. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Schema(name = "Problem")
@JsonPropertyOrder({"type", "title", "status", "detail", "instance", "code", "retryable"})
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        String code,
        boolean retryable,
        Long retryAfterSeconds,
        String hint,
        String requestId,
        Map<String, String> links,
        List<Item> errors) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** One refused value: JSON pointer into the body or the name of a query parameter. */
    @Schema(name = "ProblemItem")
    public record Item(String pointer, String code, String detail) {}
}
