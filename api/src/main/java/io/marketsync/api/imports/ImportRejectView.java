package io.marketsync.api.imports;

import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.problem.FieldError;
import io.marketsync.api.problem.Language;
import io.marketsync.api.problem.ProblemTexts;
import io.marketsync.imports.Reject;

@Schema(name = "ImportReject", description = "A row of a file that was not taken.")
record ImportRejectView(
        @Schema(description = "As a spreadsheet counts it: the header is row 1 of a table.", examples = "17")
        long row,

        @Schema(
                description = "As the row says it; null where it says none that can be shown.",
                examples = "tea-3",
                nullable = true)
        String offer,

        @Schema(
                description = "The column or member that is to blame; null for the row as a whole.",
                examples = "available",
                nullable = true)
        String column,

        @Schema(description = "An open set; those of items of a request among them.", examples = "MIN")
        String code,

        @Schema(description = "What is wrong with it, or what it would have to be.", examples = "must be at least 0")
        String detail) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> ARGUMENTS = new TypeReference<>() {};

    static ImportRejectView of(Reject reject, ProblemTexts texts, Language language) {
        FieldError error = FieldError.of(reject.member(), reject.code(), arguments(reject));
        return new ImportRejectView(
                reject.row(),
                reject.offer(),
                reject.member().isEmpty() ? null : reject.member().substring(1),
                reject.code(),
                texts.fieldDetail(error, language));
    }

    private static Map<String, Object> arguments(Reject reject) {
        try {
            return JSON.readValue(reject.arguments(), ARGUMENTS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("import_reject.arguments is an object", e);
        }
    }
}
