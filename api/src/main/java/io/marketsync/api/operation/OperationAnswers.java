package io.marketsync.api.operation;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.marketsync.api.idempotency.IdempotencyKeys.Answer;

/** The answer to a request that became an operation, as it is given and kept. */
@Singleton
public class OperationAnswers {

    private final ObjectMapper json;

    OperationAnswers(ObjectMapper json) {
        this.json = json;
    }

    Answer accepted(OperationView operation) {
        try {
            return new Answer(202, operation.links().self(), json.writeValueAsString(operation));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own records are plain values", e);
        }
    }
}
