package io.marketsync.api.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The notes and examples in {@code operations.json}, by operationId. An operation without one stops the start-up. */
record OperationNotes(Map<String, OperationNote> byId) {

    static OperationNotes load() {
        try (InputStream notes = OperationNotes.class.getResourceAsStream("operations.json")) {
            return new OperationNotes(
                    new ObjectMapper().readValue(notes, new TypeReference<Map<String, OperationNote>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException("operations.json of this jar cannot be read", e);
        }
    }

    OperationNote of(String operationId) {
        OperationNote note = byId.get(operationId);
        if (note == null) {
            throw new IllegalStateException("operations.json has no examples of " + operationId + "; add them");
        }
        return note;
    }
}
