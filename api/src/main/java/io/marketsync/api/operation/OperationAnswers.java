package io.marketsync.api.operation;

import java.util.UUID;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jdbi.v3.core.Handle;

import io.marketsync.api.idempotency.IdempotencyKeys.Answer;
import io.marketsync.api.idempotency.IdempotencyKeys.Answered;

/** The answer to a request that became an operation, as it is given and kept. */
@Singleton
public class OperationAnswers {

    /** A click starts within milliseconds; a second later there is something to see. */
    static final int POLL_AFTER_SECONDS = 1;

    private final ObjectMapper json;
    private final Operations operations;

    OperationAnswers(ObjectMapper json, Operations operations) {
        this.json = json;
        this.operations = operations;
    }

    public static Response response(Answered answered) {
        Response.ResponseBuilder answer = Response.status(answered.answer().status())
                .header(HttpHeaders.LOCATION, answered.answer().location())
                .header(HttpHeaders.RETRY_AFTER, POLL_AFTER_SECONDS)
                .entity(answered.answer().body());
        if (answered.replayed()) {
            answer.header("Idempotent-Replayed", "true");
        }
        return answer.build();
    }

    /** Of the job that the request has just stored, inside its transaction. */
    public Answer started(Handle handle, UUID seller, UUID job) {
        return accepted(operations.view(handle, seller, job, false));
    }

    Answer accepted(OperationView operation) {
        try {
            return new Answer(202, operation.links().self(), json.writeValueAsString(operation));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own records are plain values", e);
        }
    }
}
