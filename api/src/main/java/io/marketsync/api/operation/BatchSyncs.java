package io.marketsync.api.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

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
import io.marketsync.job.Queue;
import io.marketsync.queue.BatchQueue;
import io.marketsync.queue.EnqueuedBatch;
import io.marketsync.queue.NewBatch;
import io.marketsync.queue.OnTwin;

/** A seller presses "sync all", or "sync this shop": the batch, its jobs, their notification and the idempotency key are one transaction. */
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
        String fingerprint = "POST /syncs " + request.kind() + " " + request.onRunningOrJoin() + " " + request.shops()
                + " " + request.days();
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
        if (shops.able().size() * kind.members().size() > NewBatch.MOST_JOBS) {
            throw ProblemException.of(ProblemCode.BATCH_TOO_LARGE, NewBatch.MOST_JOBS);
        }
        List<NewJob> jobs = new ArrayList<>();
        for (SyncKind.Member member : kind.members()) {
            Record args = member.args().apply(request.days());
            shops.able()
                    .forEach(shop -> jobs.add(new NewJob(
                            member.kind(),
                            new JobTarget(seller, shop.shop(), shop.marketplace()),
                            args,
                            PRIORITY,
                            true,
                            Origin.BATCH,
                            requestId)));
        }
        NewBatch batch = new NewBatch(kind.name(), kind.queue(), jobs, shops.leftOut());
        return answer(handle, seller, batch, request.onRunningOrJoin());
    }

    /** Several kinds of one shop; a seller waits for it. */
    Answer ofShop(Handle handle, JobTarget shop, SyncKind kind, SyncRequest request, String requestId) {
        List<NewJob> jobs = kind.members().stream()
                .map(member -> new NewJob(
                        member.kind(),
                        shop,
                        member.args().apply(request.days()),
                        Syncs.CLICK,
                        true,
                        Origin.CLICK,
                        requestId))
                .toList();
        NewBatch batch = new NewBatch(kind.name(), kind.queue(), jobs, List.of());
        return answer(handle, shop.sellerId(), batch, request.onRunningOrJoin());
    }

    private Answer answer(Handle handle, UUID seller, NewBatch batch, OnRunning onRunning) {
        EnqueuedBatch enqueued = enqueue(handle, seller, batch, onRunning);
        enqueued.storedOfKind().forEach(metrics::enqueued);
        return answers.accepted(operations.view(handle, seller, enqueued.id(), enqueued.joined()));
    }

    /** The one place where many jobs of a seller are about to be stored in queues; all of them, or none. */
    private EnqueuedBatch enqueue(Handle handle, UUID seller, NewBatch batch, OnRunning onRunning) {
        OnTwin onTwin = onRunning == OnRunning.rerun ? OnTwin.RERUN : OnTwin.JOIN;
        Map<Queue, List<NewJob>> byQueue = batch.jobs().stream()
                .collect(Collectors.groupingBy(job -> job.kind().queue(), TreeMap::new, Collectors.toList()));
        byQueue.forEach((queueOf, jobs) -> admission.require(
                handle,
                queueOf,
                seller,
                jobs.size(),
                () -> queue.added(handle, new NewBatch(batch.kind(), queueOf, jobs, List.of()), onTwin)));
        EnqueuedBatch enqueued = queue.enqueue(handle, batch, onTwin);
        if (onRunning == OnRunning.fail && !enqueued.twins().isEmpty()) {
            throw ProblemException.of(ProblemCode.SYNC_ALREADY_RUNNING, batch.kind())
                    .link("operation", OperationView.path(enqueued.twins().getFirst()));
        }
        return enqueued;
    }
}
