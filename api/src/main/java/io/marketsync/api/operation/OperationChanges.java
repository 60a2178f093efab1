package io.marketsync.api.operation;

import java.util.Set;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;

import io.marketsync.api.PublicId;
import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.operation.OperationStore.Retried;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;

/**
 * A seller cancels, retries or discards an operation. What the answer says is committed before it is sent; asked twice, the second
 * answer is the first again.
 */
@Singleton
public class OperationChanges {

    private static final Set<String> LIVING = Set.of("waiting", "running");

    private final OperationStore store = new OperationStore();
    private final ApiTransactions transactions;
    private final Operations operations;
    private final BatchChanges batches;

    OperationChanges(ApiTransactions transactions, Operations operations, BatchChanges batches) {
        this.transactions = transactions;
        this.operations = operations;
        this.batches = batches;
    }

    /** Waits no more and commits nothing more. What its attempts have saved stays, and {@code counts} says how much. */
    OperationView cancel(UUID seller, String operation) {
        return change(seller, operation, batches::cancel, (handle, id) -> {
            store.cancel(handle, id);
            OperationView view = operations.view(handle, seller, id, false);
            if (!view.status().equals("cancelled")) {
                throw ProblemException.of(ProblemCode.OPERATION_ALREADY_ENDED, operation, view.status());
            }
            return view;
        });
    }

    /** Puts a dead one back into its queue with all its attempts; one that waits or runs again is answered as it is. */
    OperationView retry(UUID seller, String operation) {
        return change(seller, operation, batches::retry, (handle, id) -> {
            Retried retried = store.retry(handle, id);
            retried.twin().ifPresent(twin -> {
                throw hasTwin(operation, twin);
            });
            OperationView view = operations.view(handle, seller, id, false);
            if (!LIVING.contains(view.status())) {
                throw ProblemException.of(ProblemCode.OPERATION_NOT_DEAD, operation, view.status());
            }
            return view;
        });
    }

    /** A dead one that nobody will retry. */
    OperationView discard(UUID seller, String operation) {
        return change(seller, operation, batches::discard, (handle, id) -> {
            store.discard(handle, id);
            OperationView view = operations.view(handle, seller, id, false);
            if (!view.status().equals("cancelled")) {
                throw ProblemException.of(ProblemCode.OPERATION_NOT_DEAD, operation, view.status());
            }
            return view;
        });
    }

    public static ProblemException hasTwin(String operation, UUID twin) {
        return ProblemException.of(ProblemCode.OPERATION_HAS_TWIN, operation, PublicId.OPERATION.of(twin))
                .link("operation", OperationView.path(twin));
    }

    private interface Change {
        OperationView make(Handle handle, UUID operation);
    }

    private interface BatchChange {
        OperationView make(Handle handle, UUID seller, UUID batch);
    }

    private OperationView change(UUID seller, String operation, BatchChange ofBatch, Change ofJob) {
        UUID id = PublicId.OPERATION
                .parse(operation)
                .orElseThrow(() -> ProblemException.of(ProblemCode.OPERATION_NOT_FOUND, operation));
        return transactions.forSeller(
                seller,
                handle ->
                        batches.knows(handle, seller, id) ? ofBatch.make(handle, seller, id) : ofJob.make(handle, id));
    }
}
