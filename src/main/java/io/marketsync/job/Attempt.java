package io.marketsync.job;

import java.time.Instant;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import io.marketsync.db.Transactions;

/** One run of a job by one thread: the context its handler sees, and the fence around what it commits. */
public final class Attempt implements JobContext {

    private static final Progress STARTED = new Progress(null, 0, 0, 0, null, null, null);

    private final StoredJob job;
    private final Transactions transactions;
    private final JobRunStore runs;
    private final BooleanSupplier stop;
    private final Counts counts;
    private Progress progress = STARTED;
    /** Whoever joined this job while it waited may not have committed when it was claimed: the first look waits for that. */
    private boolean looked;

    public Attempt(StoredJob job, Transactions transactions, JobRunStore runs, BooleanSupplier stop) {
        this.stop = stop;
        this.job = job;
        this.transactions = transactions;
        this.runs = runs;
        this.counts = new Counts(job.counts());
    }

    @Override
    public <T> T commit(Transactions.Body<T> work) {
        return unfenced(handle -> {
            T result = work.run(handle);
            runs.fence(handle, job, counts, progress);
            return result;
        });
    }

    @Override
    public <T> T unfenced(Transactions.Body<T> work) {
        if (job.sellerId() == null) {
            return transactions.forSystem(work);
        }
        if (job.shopId() == null || looked) {
            return transactions.forSeller(job.sellerId(), work);
        }
        T first = transactions.forSellerAfter(job.sellerId(), Kind.uniqueKey(job.kind(), job.shopId()), work);
        looked = true;
        return first;
    }

    @Override
    public UUID jobId() {
        return job.id();
    }

    @Override
    public UUID sellerId() {
        return job.sellerId();
    }

    @Override
    public UUID shopId() {
        return job.shopId();
    }

    @Override
    public int attempt() {
        return job.attempt();
    }

    @Override
    public Instant startedAt() {
        return job.startedAt();
    }

    @Override
    public boolean stopRequested() {
        return stop.getAsBoolean();
    }

    @Override
    public Counts counts() {
        return counts;
    }

    @Override
    public void progress(Progress progress) {
        this.progress = progress;
    }
}
