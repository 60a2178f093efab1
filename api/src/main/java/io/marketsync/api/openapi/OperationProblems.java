package io.marketsync.api.openapi;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

import io.marketsync.api.problem.ProblemCode;

/** Which problems an operation can answer: most follow from what it takes. */
final class OperationProblems {

    private static final Set<ProblemCode> EVERYWHERE = EnumSet.of(
            ProblemCode.MISSING_TOKEN,
            ProblemCode.INVALID_TOKEN,
            ProblemCode.FORBIDDEN,
            ProblemCode.INTERNAL,
            ProblemCode.UNAVAILABLE);

    private static final Set<ProblemCode> WITH_BODY =
            EnumSet.of(ProblemCode.BODY_TOO_LARGE, ProblemCode.UNSUPPORTED_MEDIA_TYPE);

    private static final Set<ProblemCode> WITH_JSON =
            EnumSet.of(ProblemCode.VALIDATION_FAILED, ProblemCode.MALFORMED_JSON, ProblemCode.UNKNOWN_FIELD);

    private static final Map<String, Set<ProblemCode>> BY_PARAMETER = Map.ofEntries(
            Map.entry("shop", EnumSet.of(ProblemCode.SHOP_NOT_FOUND)),
            Map.entry("operation", EnumSet.of(ProblemCode.OPERATION_NOT_FOUND, ProblemCode.OPERATION_EXPIRED)),
            Map.entry("batch", EnumSet.of(ProblemCode.OPERATION_NOT_FOUND)),
            Map.entry("seller", EnumSet.of(ProblemCode.SELLER_NOT_FOUND)),
            Map.entry("token", EnumSet.of(ProblemCode.TOKEN_NOT_FOUND)),
            Map.entry("letter", EnumSet.of(ProblemCode.DEAD_LETTER_NOT_FOUND)),
            Map.entry("scope", EnumSet.of(ProblemCode.TARGET_NOT_FOUND)),
            Map.entry("queue", EnumSet.of(ProblemCode.TARGET_NOT_FOUND)),
            Map.entry("marketplace", EnumSet.of(ProblemCode.TARGET_NOT_FOUND)),
            Map.entry("schedule", EnumSet.of(ProblemCode.SCHEDULE_NOT_FOUND)),
            Map.entry("limit", EnumSet.of(ProblemCode.PAGE_LIMIT)),
            Map.entry("cursor", EnumSet.of(ProblemCode.BAD_CURSOR, ProblemCode.CURSOR_MISMATCH)),
            Map.entry(
                    "Idempotency-Key",
                    EnumSet.of(
                            ProblemCode.IDEMPOTENCY_KEY_INVALID,
                            ProblemCode.IDEMPOTENCY_KEY_IN_FLIGHT,
                            ProblemCode.IDEMPOTENCY_KEY_REUSED)));

    private static final Map<String, Set<ProblemCode>> OF_ITS_OWN = Map.ofEntries(
            Map.entry("createShop", EnumSet.of(ProblemCode.SHOP_ALREADY_EXISTS)),
            Map.entry("createWebhook", EnumSet.of(ProblemCode.NO_WEBHOOKS)),
            Map.entry(
                    "startSync",
                    EnumSet.of(
                            ProblemCode.UNKNOWN_KIND,
                            ProblemCode.SYNC_ALREADY_RUNNING,
                            ProblemCode.SELLER_QUEUE_SHARE,
                            ProblemCode.QUEUE_FULL)),
            Map.entry(
                    "startSyncs",
                    EnumSet.of(
                            ProblemCode.UNKNOWN_KIND,
                            ProblemCode.SYNC_ALREADY_RUNNING,
                            ProblemCode.NO_SHOP_TO_SYNC,
                            ProblemCode.BATCH_TOO_LARGE,
                            ProblemCode.SELLER_QUEUE_SHARE,
                            ProblemCode.QUEUE_FULL)),
            Map.entry("updateStock", EnumSet.of(ProblemCode.SHOP_NOT_FOUND)),
            Map.entry("updatePrices", EnumSet.of(ProblemCode.SHOP_NOT_FOUND)),
            Map.entry(
                    "startImport",
                    EnumSet.of(ProblemCode.IMPORTS_WAITING, ProblemCode.SELLER_QUEUE_SHARE, ProblemCode.QUEUE_FULL)),
            Map.entry("getLabel", EnumSet.of(ProblemCode.LABEL_NOT_FOUND)),
            Map.entry("printLabels", EnumSet.of(ProblemCode.LABEL_NOT_FOUND)),
            Map.entry("cancelOperation", EnumSet.of(ProblemCode.OPERATION_ALREADY_ENDED)),
            Map.entry("retryOperation", EnumSet.of(ProblemCode.OPERATION_NOT_DEAD, ProblemCode.OPERATION_HAS_TWIN)),
            Map.entry("discardOperation", EnumSet.of(ProblemCode.OPERATION_NOT_DEAD)),
            Map.entry("retryDeadLetter", EnumSet.of(ProblemCode.OPERATION_HAS_TWIN)),
            Map.entry("retryDeadLetters", EnumSet.of(ProblemCode.SELLER_NOT_FOUND)),
            Map.entry("discardDeadLetters", EnumSet.of(ProblemCode.SELLER_NOT_FOUND)),
            Map.entry("setStartLimit", EnumSet.of(ProblemCode.LIMIT_NOT_FOUND)),
            Map.entry("removeStartLimit", EnumSet.of(ProblemCode.LIMIT_NOT_FOUND, ProblemCode.LIMIT_STAYS)));

    /** They answer from memory: there is no statement that could fail. */
    private static final Set<String> FROM_MEMORY = Set.of("getRedis");

    private OperationProblems() {}

    static Set<ProblemCode> of(Operation operation) {
        EnumSet<ProblemCode> problems = EnumSet.copyOf(EVERYWHERE);
        List<Parameter> parameters = operation.getParameters() == null ? List.of() : operation.getParameters();
        for (Parameter parameter : parameters) {
            problems.addAll(BY_PARAMETER.getOrDefault(parameter.getName(), Set.of()));
            if (parameter.getIn() == Parameter.In.QUERY) {
                problems.add(ProblemCode.VALIDATION_FAILED);
            }
        }
        if (operation.getRequestBody() != null) {
            problems.addAll(WITH_BODY);
            if (operation.getRequestBody().getContent().hasMediaType(MediaType.APPLICATION_JSON)) {
                problems.addAll(WITH_JSON);
            }
        }
        if (hasAnswer(operation)) {
            problems.add(ProblemCode.NOT_ACCEPTABLE);
        }
        if (FROM_MEMORY.contains(operation.getOperationId())) {
            problems.remove(ProblemCode.INTERNAL);
        }
        problems.addAll(OF_ITS_OWN.getOrDefault(operation.getOperationId(), Set.of()));
        return problems;
    }

    private static boolean hasAnswer(Operation operation) {
        return operation.getResponses().getAPIResponses().values().stream()
                .anyMatch(response -> response.getContent() != null);
    }
}
