package io.marketsync.marketplace.ozon;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;

/**
 * An error envelope: {@code {"code":7,"message":…}}, with the code as number or as gRPC name, or the older
 * {@code {"error":{"code":"NOT_FOUND_ERROR",…}}}.
 *
 * @param code gRPC code, 0 when there is none we know
 */
record OzonError(int code, String message) {

    static final OzonError NONE = new OzonError(0, "");

    private static final Map<String, Integer> GRPC = Map.ofEntries(
            Map.entry("INVALID_ARGUMENT", 3),
            Map.entry("DEADLINE_EXCEEDED", 4),
            Map.entry("NOT_FOUND", 5),
            Map.entry("NOT_FOUND_ERROR", 5),
            Map.entry("ALREADY_EXISTS", 6),
            Map.entry("PERMISSION_DENIED", 7),
            Map.entry("RESOURCE_EXHAUSTED", 8),
            Map.entry("FAILED_PRECONDITION", 9),
            Map.entry("ABORTED", 10),
            Map.entry("INTERNAL", 13),
            Map.entry("UNAVAILABLE", 14),
            Map.entry("UNAUTHENTICATED", 16));

    private static final String LACKS_ROLE =
            "The Ozon key lacks a role this job needs. Add the role in the seller cabinet, then enter the key again for this shop.";

    private record KeyProblem(String sign, String advice) {}

    /** Texts of the Seller API's section on authorisation. */
    private static final List<KeyProblem> KEY_PROBLEMS = List.of(
            new KeyProblem(
                    "deactivated",
                    "The Ozon key is deactivated. Create a new one in the seller cabinet and enter it for this shop."),
            new KeyProblem(
                    "expired",
                    "The Ozon key has expired. Create a new one in the seller cabinet and enter it for this shop."),
            new KeyProblem("role", LACKS_ROLE),
            new KeyProblem(
                    "ip address",
                    "The Ozon key is restricted to other IP addresses. Allow ours in the seller cabinet, then enter the key again for this shop."),
            new KeyProblem(
                    "offer not signed",
                    "Ozon's contract of this shop is not signed. Sign it in the seller cabinet, then enter the key again for this shop."));

    /** The error in an answer, if it is one: a method's own answer never has both code and message at its top. */
    static Optional<OzonError> in(JsonNode answer) {
        JsonNode envelope = answer.hasNonNull("error") && !isOfATask(answer) ? answer.get("error") : answer;
        if (envelope != answer && envelope.isTextual()) {
            return Optional.of(new OzonError(0, envelope.asText()));
        }
        if (!envelope.has("code") || (envelope == answer && !envelope.has("message"))) {
            return envelope == answer ? Optional.empty() : Optional.of(NONE);
        }
        return Optional.of(new OzonError(
                code(envelope.get("code")), envelope.path("message").asText("")));
    }

    /** A task, as of labels, has a status of its own, and beside it its own error, which may be empty. */
    private static boolean isOfATask(JsonNode answer) {
        return answer.path("status").path("code").isTextual();
    }

    /** What a seller should do about a refused key. */
    static String keyProblem(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return KEY_PROBLEMS.stream()
                .filter(problem -> lower.contains(problem.sign))
                .map(KeyProblem::advice)
                .findFirst()
                .orElse(
                        "Ozon refuses the key. Check Client-Id and key in the seller cabinet and enter the key again for this shop.");
    }

    /** The key works, and may not do this. */
    static boolean lacksRole(JobFailure failure) {
        return failure.reason() == Reason.AUTH && LACKS_ROLE.equals(failure.getMessage());
    }

    private static int code(JsonNode code) {
        return code.canConvertToInt()
                ? code.asInt()
                : GRPC.getOrDefault(code.asText().toUpperCase(Locale.ROOT), code.asInt(0));
    }
}
