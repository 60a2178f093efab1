package io.marketsync.api.problem;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;

/** Tells apart why a body could not be read. Jackson's messages name classes of ours, so none of them is passed on. */
final class JsonFailures {

    private JsonFailures() {}

    static ProblemException problem(JsonProcessingException failure) {
        if (failure instanceof InvalidDefinitionException) {
            return ProblemException.of(ProblemCode.INTERNAL).causedBy(failure);
        }
        if (failure instanceof UnrecognizedPropertyException unknown) {
            return ProblemException.of(ProblemCode.UNKNOWN_FIELD, unknown.getPropertyName())
                    .error(FieldError.of(pointer(unknown.getPath()), "UNKNOWN_FIELD", Map.of()));
        }
        if (failure instanceof MismatchedInputException mismatch
                && !mismatch.getPath().isEmpty()) {
            return ProblemException.of(ProblemCode.VALIDATION_FAILED).error(wrongType(mismatch));
        }
        if (failure instanceof JsonMappingException mapping) {
            return ofMapping(mapping);
        }
        return malformed(failure);
    }

    /** A number beyond its type, a value that its own class refused, or broken JSON inside of an object. */
    private static ProblemException ofMapping(JsonMappingException failure) {
        String pointer = pointer(failure.getPath());
        if (failure.getCause() instanceof InputCoercionException overflow) {
            Map<String, Object> expected = Map.of("expected", JsonTypes.nameOf(overflow.getTargetType()));
            return ProblemException.of(ProblemCode.VALIDATION_FAILED)
                    .error(FieldError.of(pointer, "WRONG_TYPE", expected));
        }
        if (failure instanceof ValueInstantiationException) {
            return ProblemException.of(ProblemCode.VALIDATION_FAILED)
                    .error(FieldError.of(pointer, "NOT_ACCEPTABLE", Map.of()));
        }
        return malformed(failure);
    }

    private static ProblemException malformed(JsonProcessingException failure) {
        JsonLocation where = failure.getLocation();
        return ProblemException.of(
                ProblemCode.MALFORMED_JSON,
                where == null ? 1 : Math.max(1, where.getLineNr()),
                where == null ? 1 : Math.max(1, where.getColumnNr()));
    }

    private static FieldError wrongType(MismatchedInputException mismatch) {
        String pointer = pointer(mismatch.getPath());
        Class<?> target = mismatch.getTargetType();
        if (mismatch instanceof InvalidFormatException && target != null && target.isEnum()) {
            return FieldError.of(pointer, "ONE_OF", Map.of("allowed", List.of(target.getEnumConstants())));
        }
        return FieldError.of(pointer, "WRONG_TYPE", Map.of("expected", JsonTypes.nameOf(target)));
    }

    static String pointer(List<JsonMappingException.Reference> path) {
        StringBuilder pointer = new StringBuilder("#");
        for (JsonMappingException.Reference step : path) {
            pointer.append('/');
            pointer.append(step.getFieldName() == null ? step.getIndex() : escape(step.getFieldName()));
        }
        return pointer.toString();
    }

    /** RFC 6901: the two characters with a meaning in a pointer. */
    static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
