package io.marketsync.api.openapi;

import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** The examples of one operation, its answer of success under the right status, and that answer's headers. */
record Answers(Operation operation, OperationNote note) {

    private static final String EXAMPLE = "example";

    static Answers of(Operation operation, OperationNote note) {
        return new Answers(operation, note);
    }

    void complete() {
        if (operation.getRequestBody() != null) {
            putExample(operation.getRequestBody().getContent(), note.request());
        }
        APIResponse success = onlySuccess();
        if (success.getContent() != null) {
            putExample(success.getContent(), note.answer());
        }
        success.setDescription(description());
        headers(success);
    }

    /** The scanner guesses 200, and a bare 400 wherever something is validated. */
    private APIResponse onlySuccess() {
        APIResponse success = operation.getResponses().getAPIResponses().entrySet().stream()
                .filter(response -> response.getKey().startsWith("2"))
                .findFirst()
                .orElseThrow()
                .getValue();
        operation.setResponses(OASFactory.createAPIResponses().addAPIResponse(String.valueOf(note.status()), success));
        return success;
    }

    private String description() {
        return switch (note.status()) {
            case 201 -> "Created.";
            case 202 -> "Accepted: follow what Location names.";
            case 207 -> "What became of each item.";
            case 204 -> "Done; there is nothing to say.";
            default -> isList() ? "A page." : "The answer.";
        };
    }

    private void headers(APIResponse success) {
        success.addHeader("X-Request-Id", text("Names this request in our logs; a sane one of yours is kept."));
        if (operation.getOperationId().equals("createShop") || note.status() == 202) {
            success.addHeader("Location", text("Where to read what was made."));
        }
        if (note.status() == 202) {
            success.addHeader("Retry-After", integer("Seconds until there is something to see."));
        }
        if (List.of("startSync", "startSyncs", "startImport", "updateStock", "updatePrices")
                .contains(operation.getOperationId())) {
            success.addHeader(
                    "Idempotent-Replayed",
                    text("`true` when this is the kept answer of an earlier request with the same key."));
        }
        if (List.of("getLabel", "printLabels").contains(operation.getOperationId())) {
            success.addHeader("Content-Disposition", text("Names the file."));
        }
        if (operation.getOperationId().equals("getLabel")) {
            success.addHeader(
                    "ETag", text("Of the file; with `If-None-Match` the answer is 304 while it is the same."));
        }
        if (isList()) {
            success.addHeader("Link", text("`<…>; rel=\"next\"` while there is a next page."));
        }
    }

    private boolean isList() {
        return operation.getOperationId().startsWith("list");
    }

    /** One for all media types, or one for each by its name. */
    private static void putExample(Content content, Object value) {
        content.getMediaTypes().forEach((type, media) -> {
            boolean byType = value instanceof Map<?, ?> map && map.containsKey(type);
            Object shown = byType ? ((Map<?, ?>) value).get(type) : value;
            media.addExample(EXAMPLE, OASFactory.createExample().value(shown));
        });
    }

    private static Header text(String description) {
        return header(description, Schema.SchemaType.STRING);
    }

    private static Header integer(String description) {
        return header(description, Schema.SchemaType.INTEGER);
    }

    private static Header header(String description, Schema.SchemaType type) {
        return OASFactory.createHeader()
                .description(description)
                .schema(OASFactory.createSchema().addType(type));
    }
}
