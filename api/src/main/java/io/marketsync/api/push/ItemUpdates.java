package io.marketsync.api.push;

import java.util.UUID;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jdbi.v3.core.Handle;

import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.idempotency.IdempotencyKeys;
import io.marketsync.api.idempotency.IdempotencyKeys.Answer;
import io.marketsync.api.idempotency.IdempotencyKeys.Answered;
import io.marketsync.api.problem.Language;

/**
 * Requests of many items, each judged for itself. What is stored, the push that follows, its notification and the idempotency key are one
 * transaction.
 */
@Singleton
public class ItemUpdates {

    private static final int MULTI_STATUS = 207;

    /** Does the request and says what became of each item. */
    @FunctionalInterface
    public interface Work {

        Object view(Handle handle, Language language);
    }

    private final ApiTransactions transactions;
    private final IdempotencyKeys idempotency;
    private final ObjectMapper json;

    ItemUpdates(ApiTransactions transactions, IdempotencyKeys idempotency, ObjectMapper json) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.json = json;
    }

    /** Where an item of a request is. */
    public static String place(int index) {
        return "#/items/" + index;
    }

    /** @param request everything that makes two requests the same: method, route, body */
    public Response once(UUID seller, String idempotencyKey, String request, HttpHeaders headers, Work work) {
        Language language = Language.negotiate(headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE));
        Answered answered = transactions.forSeller(
                seller,
                handle -> idempotency.onceWithKey(
                        handle, seller, idempotencyKey, request, () -> answer(work.view(handle, language))));
        Response.ResponseBuilder answer = Response.status(answered.answer().status())
                .header(HttpHeaders.CONTENT_LANGUAGE, language.tag())
                .entity(answered.answer().body());
        if (answered.replayed()) {
            answer.header("Idempotent-Replayed", "true");
        }
        return answer.build();
    }

    private Answer answer(Object view) {
        try {
            return new Answer(MULTI_STATUS, null, json.writeValueAsString(view));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own records are plain values", e);
        }
    }
}
