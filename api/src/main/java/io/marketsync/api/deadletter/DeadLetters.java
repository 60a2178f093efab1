package io.marketsync.api.deadletter;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.api.PublicId;
import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.deadletter.DeadLetterStore.DeadLetter;
import io.marketsync.api.deadletter.DeadLetterStore.Filter;
import io.marketsync.api.deadletter.DeadLetterStore.Place;
import io.marketsync.api.deadletter.DeadLetterStore.Retried;
import io.marketsync.api.operation.OperationChanges;
import io.marketsync.api.problem.FieldError;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;

/** Dead letters of all sellers. Each change is logged with the row of the ops token that asked for it. */
@Singleton
public class DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    /** One transaction of well under a second; whoever has more asks again. */
    static final int BATCH = 1000;

    private final DeadLetterStore store = new DeadLetterStore();
    private final ApiTransactions transactions;

    DeadLetters(ApiTransactions transactions) {
        this.transactions = transactions;
    }

    List<DeadLetter> page(UUID askedBy, DeadLetterFilter filter, Place after, int size) {
        return transactions.forSystem(
                handle -> store.page(handle, askedBy, known(handle, askedBy, filter), after, size));
    }

    BatchView retry(UUID askedBy, String letter) {
        UUID job = id(letter);
        Retried retried = transactions
                .forSystem(handle -> store.retry(handle, askedBy, job))
                .orElseThrow(() -> noLetter(letter));
        if (!retried.retried()) {
            throw OperationChanges.hasTwin(letter, retried.twin());
        }
        LOG.info("ops token {} retried dead letter {}", askedBy, job);
        return new BatchView(1, false);
    }

    BatchView discard(UUID askedBy, String letter) {
        UUID job = id(letter);
        if (!transactions.forSystem(handle -> store.discard(handle, askedBy, job))) {
            throw noLetter(letter);
        }
        LOG.info("ops token {} discarded dead letter {}", askedBy, job);
        return new BatchView(1, false);
    }

    BatchView retryAll(UUID askedBy, DeadLetterFilter filter) {
        requireOne(filter);
        BatchView batch = transactions.forSystem(
                handle -> store.retryAll(handle, askedBy, known(handle, askedBy, filter), BATCH));
        LOG.info("ops token {} retried {} dead letters of {}", askedBy, batch.changed(), filter);
        return batch;
    }

    BatchView discardAll(UUID askedBy, DeadLetterFilter filter) {
        requireOne(filter);
        BatchView batch = transactions.forSystem(
                handle -> store.discardAll(handle, askedBy, known(handle, askedBy, filter), BATCH));
        LOG.info("ops token {} discarded {} dead letters of {}", askedBy, batch.changed(), filter);
        return batch;
    }

    /** A forgotten filter must not touch everything. */
    private static void requireOne(DeadLetterFilter filter) {
        if (filter.isEmpty()) {
            throw ProblemException.of(ProblemCode.VALIDATION_FAILED).error(FieldError.of("#", "NOT_EMPTY", Map.of()));
        }
    }

    private Filter known(Handle handle, UUID askedBy, DeadLetterFilter filter) {
        if (filter.seller() == null) {
            return new Filter(filter.kind(), filter.reason(), null);
        }
        UUID seller = PublicId.SELLER
                .parse(filter.seller())
                .filter(id -> store.knowsSeller(handle, askedBy, id))
                .orElseThrow(() -> ProblemException.of(ProblemCode.SELLER_NOT_FOUND, filter.seller()));
        return new Filter(filter.kind(), filter.reason(), seller);
    }

    private static UUID id(String letter) {
        return PublicId.OPERATION.parse(letter).orElseThrow(() -> noLetter(letter));
    }

    private static ProblemException noLetter(String letter) {
        return ProblemException.of(ProblemCode.DEAD_LETTER_NOT_FOUND, letter);
    }
}
