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
 * One answer, read once: tells data from errors, in every dress Ozon gives them: HTTP status, {@code {code,message}}, {@code {error:{…}}}, an envelope
 * inside a 200, HTML from a proxy, a cut body. Ozon's messages reach the seller only where we know their text.
 */
final class OzonAnswer {

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

    private static final int GRPC_INVALID_ARGUMENT = 3;
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

    private final HttpResponse<byte[]> answer;
    private final int status;
    private final Optional<JsonNode> parsed;
    private final Optional<OzonError> said;

    OzonAnswer(HttpResponse<byte[]> answer) {
        this.answer = answer;
        this.status = answer.statusCode();
        this.parsed = parse(answer.body());
        this.said = parsed.flatMap(OzonError::in);
    }

    OzonError error() {
        return said.orElse(OzonError.NONE);
    }

    /** How long Ozon asks to wait, if it does. */
    Optional<OzonLimit> limit() {
        String message = error().message().toLowerCase(Locale.ROOT);
        if (message.contains(OVERLOADED)) {
            return Optional.of(new OzonLimit(pause(message).orElse(OVERLOAD_PAUSE), OzonLimit.Of.METHOD));
        }
        if (status != 429 && error().code() != GRPC_RESOURCE_EXHAUSTED) {
            return Optional.empty();
        }
        OzonLimit.Of of = message.contains(PER_SECOND) ? OzonLimit.Of.CREDENTIAL : OzonLimit.Of.NARROWEST;
        return Optional.of(new OzonLimit(pause(message).orElse(SHORTEST_PAUSE), of));
    }

    /** What is left of the budget that Ozon counts; on every answer since September 2026. */
    Optional<Integer> remaining() {
        return answer.headers()
                .firstValue("Ratelimit-Remaining")
                .flatMap(OzonAnswer::number)
                .map(left -> Math.clamp(left, 0, Integer.MAX_VALUE));
    }

    /** Ozon's validation of the whole request: some item of it has a form that it does not accept. */
    boolean malformed() {
        return status == 400 && (error().code() == 0 || error().code() == GRPC_INVALID_ARGUMENT);
    }

    /** The JSON object of a successful answer; one that {@link #limit} does not speak of. */
    JsonNode json() {
        if (status == 200 && said.isEmpty()) {
            return parsed.filter(JsonNode::isObject)
                    .orElseThrow(
                            () -> new JobFailure(Reason.TRANSIENT, "Ozon answered with something that is not JSON."));
        }
        throw failure();
    }

    private JobFailure failure() {
        return switch (reason(status, error().code())) {
            case AUTH -> new JobFailure(Reason.AUTH, OzonError.keyProblem(error().message()));
            case REJECTED ->
                new JobFailure(
                        Reason.REJECTED,
                        "Ozon refuses the request (HTTP " + status + ", code " + error().code() + ").");
            default -> new JobFailure(Reason.TRANSIENT, "Ozon has a problem of its own (HTTP " + status + ").");
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
    private Optional<Duration> pause(String message) {
        Matcher words = RETRY_AFTER.matcher(message);
        return answer.headers()
                .firstValue("Retry-After")
                .flatMap(OzonAnswer::number)
                .or(() -> words.find() ? number(words.group(1)) : Optional.empty())
                .map(seconds -> Duration.ofSeconds(Math.clamp(seconds, 0, 86_400)));
    }

    private static Optional<Long> number(String header) {
        try {
            return Optional.of(Long.parseLong(header.trim()));
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
