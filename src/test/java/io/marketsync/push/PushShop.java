package io.marketsync.push;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.BeforeEach;

import io.marketsync.job.Attempt;
import io.marketsync.job.Ending;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.queue.OnTwin;
import io.marketsync.testing.KeyedShops;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestStorage;

/** A shop with a running push, and eyes on what is stored. */
public abstract class PushShop {

    public record Run(Ending ending, Map<String, Long> counts) {}

    protected final TestDatabase database = TestDatabase.shared();
    protected BooleanSupplier stop = () -> false;
    protected UUID seller;
    protected UUID shop;
    protected UUID job;

    @BeforeEach
    protected void aShop() {
        database.withoutJobs();
        seller = database.seller("Pushing seller");
        shop = KeyedShops.insert(database, seller, "client-" + seller, "key");
        job = anotherJob();
    }

    protected UUID anotherJob() {
        return database.api()
                .forSeller(seller, handle -> new TestStorage(database)
                        .queue.enqueue(handle, job(new JobTarget(seller, shop, "ozon")), OnTwin.RERUN))
                .id();
    }

    protected abstract NewJob job(JobTarget of);

    protected abstract Ending handle(Attempt attempt) throws InterruptedException;

    protected Run push() throws InterruptedException {
        return push(attempt());
    }

    protected Run push(Attempt attempt) throws InterruptedException {
        Ending ending = handle(attempt);
        return new Run(ending, Map.copyOf(attempt.counts().asMap()));
    }

    protected Attempt attempt() {
        return new Attempt(
                new TestStorage(database).attempt(job, Instant.now()), database.workers(), new JobRunStore(), stop);
    }

    /** As if it were so much later, for everything that waits. */
    protected abstract void pass(Duration time);

    protected void change(String sql, Object... arguments) {
        database.superuser().useHandle(handle -> handle.execute(sql, arguments));
    }

    protected String text(String sql, Object... arguments) {
        return database.superuser().withHandle(handle -> handle.select(sql, arguments)
                .mapTo(String.class)
                .findOne()
                .orElse(""));
    }
}
