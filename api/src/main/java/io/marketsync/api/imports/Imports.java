package io.marketsync.api.imports;

import java.io.InputStream;
import java.util.UUID;

import jakarta.inject.Singleton;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;

import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.idempotency.IdempotencyKeys;
import io.marketsync.api.idempotency.IdempotencyKeys.Answer;
import io.marketsync.api.idempotency.IdempotencyKeys.Answered;
import io.marketsync.api.operation.EnqueueMetrics;
import io.marketsync.api.operation.OperationAnswers;
import io.marketsync.api.operation.QueueAdmission;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.api.shop.ShopRow;
import io.marketsync.api.shop.Shops;
import io.marketsync.imports.ApplyImport;
import io.marketsync.imports.ImportFile;
import io.marketsync.imports.ImportFileStore;
import io.marketsync.job.JobTarget;
import io.marketsync.queue.Enqueued;
import io.marketsync.queue.JobQueue;
import io.marketsync.queue.OnTwin;

/**
 * Takes sellers' files. Chunks are stored as they come, each with a transaction of its own, so that none waits for a slow sender; the last transaction
 * has the job that applies them, its operation and the idempotency key. What did not arrive whole belongs to no job: it is removed at once, or by
 * {@code cleanup.imports} if this process dies.
 */
@Singleton
class Imports {

    private static final Logger LOG = Logger.getLogger(Imports.class);

    /** Of a seller, on their way, waiting, or to be retried: what a seller can make us keep. */
    static final int MOST_WAITING = 10;

    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
    private final Intake intake = new Intake();
    private final ImportFileStore files = new ImportFileStore();
    private final ApiTransactions transactions;
    private final IdempotencyKeys idempotency;
    private final QueueAdmission admission;
    private final JobQueue queue;
    private final EnqueueMetrics metrics;
    private final OperationAnswers answers;

    Imports(
            ApiTransactions transactions,
            IdempotencyKeys idempotency,
            QueueAdmission admission,
            JobQueue queue,
            EnqueueMetrics metrics,
            OperationAnswers answers) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.admission = admission;
        this.queue = queue;
        this.metrics = metrics;
        this.answers = answers;
    }

    /** @param file null when the request was answered before: then its body is compared, and not stored */
    private record Begun(UUID file, JobTarget shop) {}

    Answered start(UUID seller, NewImport request, String idempotencyKey, InputStream body, String requestId) {
        try (Intake.Place place = intake.enter(seller)) {
            Begun begun = transactions.forSeller(seller, handle -> begin(handle, seller, request, idempotencyKey));
            return begun.file == null
                    ? end(seller, request, idempotencyKey, begun, read(body, (number, bytes) -> {}), requestId)
                    : store(seller, request, idempotencyKey, begun, body, requestId);
        }
    }

    private Begun begin(Handle handle, UUID seller, NewImport request, String idempotencyKey) {
        boolean known = idempotency.isKnown(handle, seller, idempotencyKey);
        ShopRow shop = Shops.owned(seller, request.shop());
        JobTarget target = new JobTarget(seller, shop.id, shop.marketplace);
        if (known) {
            return new Begun(null, target);
        }
        admission.require(handle, ApplyImport.KIND.queue(), seller, 1, () -> 1);
        if (files.waiting(handle, seller) >= MOST_WAITING) {
            throw ProblemException.of(ProblemCode.IMPORTS_WAITING, MOST_WAITING).retryAfter(Intake.A_MINUTE);
        }
        UUID file = ids.generate();
        files.begin(handle, seller, file, shop.id, request.what(), request.format());
        return new Begun(file, target);
    }

    private Answered store(
            UUID seller, NewImport request, String idempotencyKey, Begun begun, InputStream body, String requestId) {
        boolean kept = false;
        try {
            Arriving.Whole whole = read(
                    body,
                    (number, bytes) -> transactions.forSeller(seller, handle -> {
                        files.append(handle, seller, begun.file, number, bytes);
                        return null;
                    }));
            Answered answered = end(seller, request, idempotencyKey, begun, whole, requestId);
            kept = !answered.replayed();
            return answered;
        } finally {
            if (!kept) {
                remove(seller, begun.file);
            }
        }
    }

    private static Arriving.Whole read(InputStream body, Arriving.Keep keep) {
        return new Arriving(body, ImportFile.MOST_BYTES, System::nanoTime).read(keep);
    }

    private Answered end(
            UUID seller,
            NewImport request,
            String idempotencyKey,
            Begun begun,
            Arriving.Whole whole,
            String requestId) {
        return transactions.forSeller(
                seller,
                handle -> idempotency.onceWithKey(
                        handle,
                        seller,
                        idempotencyKey,
                        request.fingerprint(whole.sha256()),
                        () -> enqueue(handle, begun, whole, requestId)));
    }

    private Answer enqueue(Handle handle, Begun begun, Arriving.Whole whole, String requestId) {
        if (begun.file == null) {
            // The answer expired while the body was read. The next request finds no key, and stores its file.
            throw ProblemException.of(ProblemCode.IDEMPOTENCY_KEY_IN_FLIGHT);
        }
        UUID seller = begun.shop.sellerId();
        Enqueued job = queue.enqueue(handle, ApplyImport.of(begun.shop, begun.file, requestId), OnTwin.JOIN);
        files.arrived(handle, seller, begun.file, job.id(), whole.lines());
        metrics.enqueued(ApplyImport.KIND);
        return answers.started(handle, seller, job.id());
    }

    private void remove(UUID seller, UUID file) {
        try {
            transactions.forSeller(seller, handle -> {
                files.remove(handle, seller, file);
                return null;
            });
        } catch (RuntimeException e) {
            LOG.warnf(
                    e, "what arrived of the import %s stays until cleanup.imports removes it; nobody applies it", file);
        }
    }
}
