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
import io.marketsync.api.shop.Shops;
import io.marketsync.job.JobStore;

/** A seller's operations. */
@Singleton
public class Operations {

    private final JobStore jobs = new JobStore();
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

    /** Inside a transaction of the seller. */
    OperationView view(Handle handle, UUID seller, UUID id, boolean joined) {
        OperationRow row = OperationRow.owned(seller, id).orElseThrow(() -> missing(handle, seller, id));
        Optional<QueuePlace> place =
                row.status.equals("waiting") ? Optional.of(QueuePlace.of(handle, id)) : Optional.empty();
        return OperationView.of(row, joined, place);
    }

    List<OperationRow> page(UUID seller, String shop, String kind, String status, UUID before, int size) {
        return transactions.forSeller(seller, handle -> {
            UUID shopId = shop == null ? null : Shops.owned(seller, shop).id;
            return OperationRow.page(seller, new OperationRow.Filter(shopId, kind, status), before, size);
        });
    }

    /** The job outlives its state for a while: then the operation has expired, and was not invented. */
    private ProblemException missing(Handle handle, UUID seller, UUID id) {
        boolean existed = jobs.exists(handle, seller, id);
        return ProblemException.of(
                existed ? ProblemCode.OPERATION_EXPIRED : ProblemCode.OPERATION_NOT_FOUND, PublicId.OPERATION.of(id));
    }
}
