package io.marketsync.api.operation;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;

import io.marketsync.api.PublicId;
import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.job.JobStore;

/** A seller's operations. */
@Singleton
public class Operations {

    private final JobStore jobs = new JobStore();
    private final BatchStore batches = new BatchStore();
    private final ApiTransactions transactions;

    Operations(ApiTransactions transactions) {
        this.transactions = transactions;
    }

    OperationView get(UUID seller, String operation) {
        return transactions.forSeller(seller, handle -> PublicId.OPERATION
                .parse(operation)
                .map(id -> view(handle, seller, id, false))
                .orElseThrow(() -> ProblemException.of(ProblemCode.OPERATION_NOT_FOUND, operation)));
    }

    /** The id of an operation that is there, inside a transaction of the seller. */
    public UUID owned(Handle handle, UUID seller, String operation) {
        UUID id = PublicId.OPERATION
                .parse(operation)
                .orElseThrow(() -> ProblemException.of(ProblemCode.OPERATION_NOT_FOUND, operation));
        view(handle, seller, id, false);
        return id;
    }

    /** Inside a transaction of the seller. */
    OperationView view(Handle handle, UUID seller, UUID id, boolean joined) {
        return OperationRow.owned(seller, id)
                .map(row -> ofJob(handle, row, joined))
                .or(() -> BatchRow.owned(seller, id)
                        .filter(row -> row.gone < row.size)
                        .map(row -> BatchView.of(row, joined, phases(handle, row))))
                .orElseThrow(() -> missing(handle, seller, id));
    }

    private List<OperationView.Phase> phases(Handle handle, BatchRow row) {
        return SyncKind.named(row.kind).filter(SyncKind::isSeveral).isEmpty()
                ? null
                : BatchView.phases(row.kind, batches.phases(handle, row.sellerId, row.id));
    }

    private static OperationView ofJob(Handle handle, OperationRow row, boolean joined) {
        Optional<QueuePlace> place =
                row.status.equals("waiting") ? Optional.of(QueuePlace.of(handle, row.id)) : Optional.empty();
        return OperationView.of(row, joined, place);
    }

    /** The request outlives the states of its jobs for a while: then the operation has expired, and was not invented. */
    private ProblemException missing(Handle handle, UUID seller, UUID id) {
        boolean existed = jobs.exists(handle, seller, id) || batches.isKnown(handle, seller, id);
        return ProblemException.of(
                existed ? ProblemCode.OPERATION_EXPIRED : ProblemCode.OPERATION_NOT_FOUND, PublicId.OPERATION.of(id));
    }
}
