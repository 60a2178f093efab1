package io.marketsync.api.operation;

import java.util.Map;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;

import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.idempotency.IdempotencyKeys;
import io.marketsync.api.idempotency.IdempotencyKeys.Answer;
import io.marketsync.api.idempotency.IdempotencyKeys.Answered;
import io.marketsync.api.operation.SyncRequest.OnRunning;
import io.marketsync.api.problem.FieldError;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.api.shop.ShopRow;
import io.marketsync.api.shop.Shops;
import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.queue.Enqueued;
import io.marketsync.queue.JobQueue;
import io.marketsync.queue.OnTwin;

/** A seller presses "sync": job, queue row, notification, operation and idempotency key are one transaction. */
@Singleton
public class Syncs {

    /** A click goes before everything that waits in its queue by less than nine minutes. */
    static final int CLICK = 9;

    private final ApiTransactions transactions;
    private final IdempotencyKeys idempotency;
    private final Operations operations;
    private final EnqueueMetrics metrics;
    private final JobQueue queue;
    private final QueueAdmission admission;
    private final OperationAnswers answers;
    private final BatchSyncs batches;

    Syncs(
            ApiTransactions transactions,
            IdempotencyKeys idempotency,
            Operations operations,
            EnqueueMetrics metrics,
            JobQueue queue,
            QueueAdmission admission,
            OperationAnswers answers,
            BatchSyncs batches) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.operations = operations;
        this.metrics = metrics;
        this.queue = queue;
        this.admission = admission;
        this.answers = answers;
        this.batches = batches;
    }

    Answered start(UUID seller, String shop, SyncRequest request, String idempotencyKey, String requestId) {
        SyncKind kind = SyncKind.named(request.kind()).orElseThrow(() -> unknownKind(request.kind()));
        String fingerprint = "POST /shops/" + shop + "/syncs " + request.kind() + " " + request.onRunningOrJoin() + " "
                + request.days();
        return transactions.forSeller(
                seller,
                handle -> idempotency.once(
                        handle,
                        seller,
                        idempotencyKey,
                        fingerprint,
                        () -> enqueue(handle, seller, shop, kind, request, requestId)));
    }

    private Answer enqueue(
            Handle handle, UUID seller, String shop, SyncKind kind, SyncRequest request, String requestId) {
        ShopRow known = Shops.owned(seller, shop);
        JobTarget target = new JobTarget(seller, known.id, known.marketplace);
        if (kind.isSeveral()) {
            return batches.ofShop(handle, target, kind, request, requestId);
        }
        SyncKind.Member asked = kind.members().getFirst();
        NewJob job = new NewJob(
                asked.kind(), target, asked.args().apply(request.days()), CLICK, true, Origin.CLICK, requestId);
        OnRunning onRunning = request.onRunningOrJoin();
        OnTwin onTwin = onRunning == OnRunning.rerun ? OnTwin.RERUN : OnTwin.JOIN;
        admission.require(handle, kind.queue(), seller, 1, () -> queue.joins(handle, job, onTwin) ? 0 : 1);
        Enqueued enqueued = queue.enqueue(handle, job, onTwin);
        if (enqueued.joined() && onRunning == OnRunning.fail) {
            throw ProblemException.of(ProblemCode.SYNC_ALREADY_RUNNING, kind.name())
                    .link("operation", OperationView.path(enqueued.id()));
        }
        if (!enqueued.joined()) {
            metrics.enqueued(asked.kind());
        }
        return answers.accepted(operations.view(handle, seller, enqueued.id(), enqueued.joined()));
    }

    static ProblemException unknownKind(String kind) {
        FieldError field = FieldError.of("#/kind", "ONE_OF", Map.of("allowed", SyncKind.names()));
        return ProblemException.of(ProblemCode.UNKNOWN_KIND, kind).error(field);
    }
}
