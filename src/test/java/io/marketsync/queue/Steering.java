package io.marketsync.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.marketsync.failure.Reason;
import io.marketsync.job.AttemptEnd;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.job.StoredJob;

/** A backlog, and what sellers and operators do to it through the functions of the database. */
final class Steering {

    final Backlog backlog = new Backlog();
    final UUID seller = backlog.seller();
    final UUID shop = backlog.database.shop(seller);
    private final UUID ops = opsToken();
    private final Claims server = backlog.server();

    private UUID opsToken() {
        UUID id = UUID.randomUUID();
        backlog.change("""
                INSERT INTO api_token (id, role, sha256, label, expires_at)
                VALUES (?, 'ops', sha256(?::text::bytea), 'test', now() + interval '1 day')""", id, id);
        return id;
    }

    /** One waiting or running at a time. */
    NewJob unique() {
        return new NewJob(
                Backlog.PULL, new JobTarget(seller, shop, "ozon"), new Backlog.Args(), 0, true, Origin.CRON, null);
    }

    Enqueued enqueue(NewJob job) {
        return backlog.database.workers().forSeller(seller, handle -> new JobQueue().enqueue(handle, job, OnTwin.JOIN));
    }

    UUID waiting() {
        return backlog.enqueue(seller, shop, Backlog.PULL, Origin.CRON, 0);
    }

    StoredJob running(UUID job) {
        List<StoredJob> claimed = Backlog.claim(server, 1);
        if (claimed.size() != 1 || !claimed.get(0).id().equals(job)) {
            throw new AssertionError("claimed " + claimed + " instead of " + job);
        }
        return claimed.get(0);
    }

    boolean end(AttemptEnd end) {
        return !backlog.database
                .workers()
                .forSystem(handle -> new JobRunStore().end(handle, List.of(end)))
                .isEmpty();
    }

    /** As it is after its last attempt. */
    UUID dead(UUID job) {
        end(AttemptEnd.dead(running(job), Reason.BUG, "Internal error."));
        return job;
    }

    boolean asSeller(UUID of, String function, Object... arguments) {
        return backlog.database.api().forSeller(of, handle -> handle.select(
                        "SELECT coalesce(" + function + ", false)", arguments)
                .mapTo(Boolean.class)
                .one());
    }

    boolean cancel(UUID job) {
        return asSeller(seller, "cancel_job(?)", job);
    }

    boolean retry(UUID job) {
        return asSeller(seller, "(retry_job(?)).retried", job);
    }

    boolean discard(UUID job) {
        return asSeller(seller, "discard_job(?)", job);
    }

    /** {@code function(asked_by, …)} of an operator, as text. */
    String asOps(String function, Object... arguments) {
        List<Object> all = new ArrayList<>(List.of(ops));
        all.addAll(List.of(arguments));
        return backlog.database.api().forSystem(handle -> handle.select(
                        "SELECT (" + function + ")::text", all.toArray())
                .mapTo(String.class)
                .one());
    }

    String state(UUID job) {
        return backlog.column("SELECT state FROM jobrunr_jobs WHERE id = ?", job);
    }

    /** Both at the same moment. */
    static <A, B> Both<A, B> both(Callable<A> one, Callable<B> other) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<A> a = threads.submit(() -> {
                start.await(10, TimeUnit.SECONDS);
                return one.call();
            });
            Future<B> b = threads.submit(() -> {
                start.await(10, TimeUnit.SECONDS);
                return other.call();
            });
            return new Both<>(a.get(30, TimeUnit.SECONDS), b.get(30, TimeUnit.SECONDS));
        }
    }

    record Both<A, B>(A one, B other) {}
}
