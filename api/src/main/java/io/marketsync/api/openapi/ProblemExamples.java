package io.marketsync.api.openapi;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;

import io.marketsync.api.problem.Language;
import io.marketsync.api.problem.Problem;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemTexts;

/** One example for each {@link ProblemCode}, shared by all operations that can answer it. */
final class ProblemExamples {

    private static final String ORIGIN = "https://api.example.com";
    private static final String REQUEST = "5c0bd01f07c7427620fea6a7";
    private static final String OPERATION = "op_01KAG9XZ3V8M2QF5T7B1N4C6DE";
    private static final String SHOP = "shop_01KAG9XZ3V8M2QF5T7B1N4C6DE";

    private static final Map<String, Object> ARGUMENTS = Map.ofEntries(
            Map.entry("line", 1),
            Map.entry("column", 17),
            Map.entry("field", "sellerId"),
            Map.entry("min", 1),
            Map.entry("max", 100),
            Map.entry("most", 10_000),
            Map.entry("files", 10),
            Map.entry("leftOut", 2),
            Map.entry("shop", SHOP),
            Map.entry("operation", OPERATION),
            Map.entry("seller", "seller_01KAG9XZ3V8M2QF5T7B1N4C6DE"),
            Map.entry("token", "token_01KAG9XZ3V8M2QF5T7B1N4C6DE"),
            Map.entry("letter", OPERATION),
            Map.entry("twin", "op_01KAGB0S5M2Q8ZR4W6T1X3Y7VC"),
            Map.entry("status", "finished"),
            Map.entry("schedule", "nightly"),
            Map.entry("scope", "kind"),
            Map.entry("name", "orders.push"),
            Map.entry("posting", "0123456789-0001-1"),
            Map.entry("method", "PATCH"),
            Map.entry("limit", 1_048_576),
            Map.entry("queue", "high"),
            Map.entry("kind", "orders.pull"),
            Map.entry("marketplace", "wildberries"));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ProblemTexts texts = new ProblemTexts();
    private final Set<ProblemCode> used = EnumSet.noneOf(ProblemCode.class);
    private Components components;

    void addTo(Components shared) {
        components = shared;
    }

    void addTo(Operation operation) {
        Map<Integer, List<ProblemCode>> byStatus = OperationProblems.of(operation).stream()
                .collect(Collectors.groupingBy(ProblemCode::status, TreeMap::new, Collectors.toList()));
        byStatus.forEach((status, codes) -> {
            MediaType media = OASFactory.createMediaType()
                    .schema(OASFactory.createSchema().ref("Problem"));
            for (ProblemCode code : codes) {
                share(code);
                media.addExample(code.name(), OASFactory.createExample().ref(code.name()));
            }
            String titles = codes.stream()
                    .map(code -> texts.title(code, Language.EN))
                    .collect(Collectors.joining("; ", "", "."));
            operation
                    .getResponses()
                    .addAPIResponse(
                            status.toString(),
                            OASFactory.createAPIResponse()
                                    .description(titles)
                                    .content(OASFactory.createContent().addMediaType(Problem.MEDIA_TYPE, media)));
        });
    }

    private void share(ProblemCode code) {
        if (used.add(code)) {
            components.addExample(
                    code.name(),
                    OASFactory.createExample()
                            .summary(texts.title(code, Language.EN))
                            .value(JSON.convertValue(example(code), new TypeReference<Map<String, Object>>() {})));
        }
    }

    private Problem example(ProblemCode code) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        code.parameters().forEach(name -> arguments.put(name, ARGUMENTS.get(name)));
        return new Problem(
                ORIGIN + "/problems/" + code.slug(),
                texts.title(code, Language.EN),
                code.status(),
                texts.detail(code, Language.EN, arguments),
                "urn:request:" + REQUEST,
                code.name(),
                code.retryable(),
                wait(code),
                texts.hint(code, Language.EN),
                REQUEST,
                links(code),
                errors(code));
    }

    private static Long wait(ProblemCode code) {
        return switch (code) {
            case UNAVAILABLE -> 5L;
            case IDEMPOTENCY_KEY_IN_FLIGHT -> 1L;
            case QUEUE_FULL, SELLER_QUEUE_SHARE -> 47L;
            case IMPORTS_WAITING -> 60L;
            default -> null;
        };
    }

    private static Map<String, String> links(ProblemCode code) {
        return switch (code) {
            case OPERATION_HAS_TWIN -> Map.of("operation", ORIGIN + "/api/v1/operations/" + ARGUMENTS.get("twin"));
            case SYNC_ALREADY_RUNNING -> Map.of("operation", ORIGIN + "/api/v1/operations/" + OPERATION);
            case LABEL_NOT_FOUND -> Map.of("labels", ORIGIN + "/api/v1/shops/" + SHOP + "/labels");
            case SHOP_ALREADY_EXISTS -> Map.of("shop", ORIGIN + "/api/v1/shops/" + SHOP);
            default -> Map.of();
        };
    }

    private static List<Problem.Item> errors(ProblemCode code) {
        return switch (code) {
            case VALIDATION_FAILED -> List.of(new Problem.Item("#/name", "SIZE", "must have a length from 1 to 200"));
            case LABEL_NOT_FOUND -> List.of(new Problem.Item("#/postings/0", "NO_LABEL", "has no label"));
            case UNKNOWN_FIELD -> List.of(new Problem.Item("#/sellerId", "UNKNOWN_FIELD", "does not exist"));
            case UNKNOWN_KIND ->
                List.of(
                        new Problem.Item(
                                "#/kind",
                                "ONE_OF",
                                "must be one of [catalog.sync, labels.fetch, orders.backfill, orders.pull, price.push, shop.sync, stock.push, stock.reconcile]"));
            default -> List.of();
        };
    }
}
