package io.marketsync.marketplace.ozon;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;

/**
 * Tells data from errors, in every dress Ozon gives them: HTTP status, {@code {code,message}}, {@code {error:{…}}}, an envelope
 * inside a 200, HTML from a proxy, a cut body. Ozon's messages reach the seller only where we know their text.
 */
final class OzonAnswers {

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(50).build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Ozon blocks an overloaded method "for several minutes", and says so under any status. */
    private static final String OVERLOADED = "circle is open";

    private static final String PER_SECOND = "rate limit per second";
    private static final Pattern RETRY_AFTER = Pattern.compile("retry after (\\d{1,6}) seconds");
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration OVERLOAD_PAUSE = Duration.ofMinutes(2);

    private static final int HTTP_REQUEST_TIMEOUT = 408;

    private static final int GRPC_DEADLINE_EXCEEDED = 4;
    private static final int GRPC_PERMISSION_DENIED = 7;
    private static final int GRPC_RESOURCE_EXHAUSTED = 8;
    private static final int GRPC_ABORTED = 10;
    private static final int GRPC_INTERNAL = 13;
    private static final int GRPC_UNAVAILABLE = 14;
    private static final int GRPC_UNAUTHENTICATED = 16;

    /** By their definition a repetition may succeed. */
    private static final Set<Integer> PASSING =
            Set.of(GRPC_DEADLINE_EXCEEDED, GRPC_ABORTED, GRPC_INTERNAL, GRPC_UNAVAILABLE);

    private OzonAnswers() {}

    /** How long Ozon asks to wait, if it does. */
    static Optional<OzonLimit> limit(HttpResponse<byte[]> answer) {
        OzonError error = parse(answer.body()).flatMap(OzonError::in).orElse(OzonError.NONE);
        String message = error.message().toLowerCase(Locale.ROOT);
        if (message.contains(OVERLOADED)) {
            return Optional.of(new OzonLimit(pause(answer, message).orElse(OVERLOAD_PAUSE), OzonLimit.Of.METHOD));
        }
        if (answer.statusCode() != 429 && error.code() != GRPC_RESOURCE_EXHAUSTED) {
            return Optional.empty();
        }
        OzonLimit.Of of = message.contains(PER_SECOND) ? OzonLimit.Of.CREDENTIAL : OzonLimit.Of.NARROWEST;
        return Optional.of(new OzonLimit(pause(answer, message).orElse(SHORTEST_PAUSE), of));
    }

    /** The JSON object of a successful answer; one that {@link #limit} does not speak of. */
    static JsonNode json(HttpResponse<byte[]> answer) {
        Optional<JsonNode> parsed = parse(answer.body());
        Optional<OzonError> error = parsed.flatMap(OzonError::in);
        if (answer.statusCode() == 200 && error.isEmpty()) {
            return parsed.filter(JsonNode::isObject)
                    .orElseThrow(
                            () -> new JobFailure(Reason.TRANSIENT, "Ozon answered with something that is not JSON."));
        }
        throw failure(answer, error.orElse(OzonError.NONE));
    }

    private static JobFailure failure(HttpResponse<byte[]> answer, OzonError error) {
        return switch (reason(answer.statusCode(), error.code())) {
            case AUTH -> new JobFailure(Reason.AUTH, OzonError.keyProblem(error.message()));
            case REJECTED ->
                new JobFailure(
                        Reason.REJECTED,
                        "Ozon refuses the request (HTTP " + answer.statusCode() + ", code " + error.code() + ").");
            default ->
                new JobFailure(Reason.TRANSIENT, "Ozon has a problem of its own (HTTP " + answer.statusCode() + ").");
        };
    }

    private static Reason reason(int status, int code) {
        if (status == 403 && code == 0) {
            return Reason.TRANSIENT; // not in Ozon's own words: a proxy's refusal says nothing about the key
        }
        if (status == 401 || status == 403 || code == GRPC_UNAUTHENTICATED || code == GRPC_PERMISSION_DENIED) {
            return Reason.AUTH;
        }
        if (status >= 500 || status == HTTP_REQUEST_TIMEOUT || PASSING.contains(code)) {
            return Reason.TRANSIENT;
        }
        return status >= 400 || (code > 0 && code <= GRPC_UNAUTHENTICATED) ? Reason.REJECTED : Reason.TRANSIENT;
    }

    /** The header, or else the words of an item limit: "Retry after 120 seconds". */
    private static Optional<Duration> pause(HttpResponse<byte[]> answer, String message) {
        Matcher words = RETRY_AFTER.matcher(message);
        return answer.headers()
                .firstValue("Retry-After")
                .flatMap(OzonAnswers::seconds)
                .or(() -> words.find() ? seconds(words.group(1)) : Optional.empty());
    }

    private static Optional<Duration> seconds(String header) {
        try {
            return Optional.of(Duration.ofSeconds(Math.clamp(Long.parseLong(header.trim()), 0, 86_400)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> parse(byte[] body) {
        try {
            return Optional.ofNullable(JSON.readTree(body)).filter(node -> !node.isMissingNode());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
