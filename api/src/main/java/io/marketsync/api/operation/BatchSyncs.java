package io.marketsync.api.operation;

import java.util.List;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;

import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.idempotency.IdempotencyKeys;
import io.marketsync.api.idempotency.IdempotencyKeys.Answer;
import io.marketsync.api.idempotency.IdempotencyKeys.Answered;
import io.marketsync.api.operation.SyncRequest.OnRunning;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.queue.BatchQueue;
import io.marketsync.queue.EnqueuedBatch;
import io.marketsync.queue.NewBatch;
import io.marketsync.queue.OnTwin;

/** A seller presses "sync all": the batch, its jobs, their notification and the idempotency key are one transaction. */
@Singleton
public class BatchSyncs {

    /** Behind a click by four minutes, before what cron has put there in the last five. */
    private static final int PRIORITY = 5;

    private final BatchQueue queue = new BatchQueue();
    private final ApiTransactions transactions;
    private final IdempotencyKeys idempotency;
    private final Operations operations;
    private final OperationAnswers answers;
    private final EnqueueMetrics metrics;
    private final QueueAdmission admission;

    BatchSyncs(
            ApiTransactions transactions,
            IdempotencyKeys idempotency,
            Operations operations,
            OperationAnswers answers,
            EnqueueMetrics metrics,
            QueueAdmission admission) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.operations = operations;
        this.answers = answers;
        this.metrics = metrics;
        this.admission = admission;
    }

    Answered start(UUID seller, SyncsRequest request, String idempotencyKey, String requestId) {
        SyncKind kind = SyncKind.named(request.kind()).orElseThrow(() -> Syncs.unknownKind(request.kind()));
        String fingerprint = "POST /syncs " + request.kind() + " " + request.onRunningOrJoin() + " " + request.shops();
        return transactions.forSeller(
                seller,
                handle -> idempotency.once(
                        handle,
                        seller,
                        idempotencyKey,
                        fingerprint,
                        () -> answer(handle, seller, kind, request, requestId)));
    }

    private Answer answer(Handle handle, UUID seller, SyncKind kind, SyncsRequest request, String requestId) {
        SyncTargets shops = SyncTargets.of(handle, seller, request.shops());
        List<NewJob> jobs = shops.able().stream()
                .map(shop -> job(seller, shop, kind, requestId))
                .toList();
        EnqueuedBatch batch = enqueue(handle, new NewBatch(jobs, shops.leftOut()), request.onRunningOrJoin());
        metrics.enqueued(kind.kind(), batch.stored().size());
        return answers.accepted(operations.view(handle, seller, batch.id(), batch.joined()));
    }

    /** The one place where many jobs of a seller are about to be stored in a queue. */
    private EnqueuedBatch enqueue(Handle handle, NewBatch batch, OnRunning onRunning) {
        OnTwin onTwin = onRunning == OnRunning.rerun ? OnTwin.RERUN : OnTwin.JOIN;
        NewJob first = batch.jobs().getFirst();
        admission.require(
                handle,
                first.kind().queue(),
                first.target().sellerId(),
                batch.jobs().size(),
                () -> queue.added(handle, batch, onTwin));
        EnqueuedBatch enqueued = queue.enqueue(handle, batch, onTwin);
        if (onRunning == OnRunning.fail && !enqueued.twins().isEmpty()) {
            throw ProblemException.of(
                            ProblemCode.SYNC_ALREADY_RUNNING, first.kind().name())
                    .link("operation", OperationView.path(enqueued.twins().getFirst()));
        }
        return enqueued;
    }

    private static NewJob job(UUID seller, SyncTarget shop, SyncKind kind, String requestId) {
        return new NewJob(
                kind.kind(),
                new JobTarget(seller, shop.shop(), shop.marketplace()),
                kind.args().get(),
                PRIORITY,
                true,
                Origin.BATCH,
                requestId);
    }
}
