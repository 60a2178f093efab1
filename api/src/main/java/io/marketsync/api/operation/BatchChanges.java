package io.marketsync.api.operation;

import java.util.UUID;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;

import io.marketsync.api.PublicId;
import io.marketsync.api.operation.BatchStore.Retried;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;

/** What a seller does to the members of a batch, all at once; as of {@link OperationChanges}. */
@Singleton
public class BatchChanges {

    private final BatchStore store = new BatchStore();
    private final Operations operations;

    BatchChanges(Operations operations) {
        this.operations = operations;
    }

    boolean knows(Handle handle, UUID seller, UUID batch) {
        return store.isKnown(handle, seller, batch);
    }

    /** Twins that it joined were asked for by somebody else, and go on. */
    OperationView cancel(Handle handle, UUID seller, UUID batch) {
        int cancelled = store.cancel(handle, seller, batch);
        OperationView view = view(handle, seller, batch);
        if (cancelled == 0 && view.done() && view.batch().cancelled() == 0) {
            throw refused(ProblemCode.OPERATION_ALREADY_ENDED, view);
        }
        return view;
    }

    /** Dead members wait again, except those whose twin does their work. */
    OperationView retry(Handle handle, UUID seller, UUID batch) {
        Retried retried = store.retry(handle, seller, batch);
        if (retried.jobs() == 0 && retried.twin() != null) {
            throw OperationChanges.hasTwin(PublicId.OPERATION.of(batch), retried.twin());
        }
        OperationView view = view(handle, seller, batch);
        if (retried.jobs() == 0 && view.done()) {
            throw refused(ProblemCode.OPERATION_NOT_DEAD, view);
        }
        return view;
    }

    OperationView discard(Handle handle, UUID seller, UUID batch) {
        int discarded = store.discard(handle, seller, batch);
        OperationView view = view(handle, seller, batch);
        if (discarded == 0 && view.batch().cancelled() == 0) {
            throw refused(ProblemCode.OPERATION_NOT_DEAD, view);
        }
        return view;
    }

    private OperationView view(Handle handle, UUID seller, UUID batch) {
        return operations.view(handle, seller, batch, false);
    }

    private static ProblemException refused(ProblemCode code, OperationView view) {
        return ProblemException.of(code, view.id(), view.status());
    }
}
