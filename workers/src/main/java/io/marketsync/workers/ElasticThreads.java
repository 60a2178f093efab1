package io.marketsync.workers;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jobrunr.server.threadpool.JobRunrExecutor;

/**
 * A thread for every job that has a slot, and so as many as there are slots, plus those that nobody waits for any more. A fixed
 * number would let a stuck thread keep the next job from starting. Platform threads: an interrupt closes the sockets of virtual
 * ones, and two that spin freeze all others.
 */
final class ElasticThreads implements JobRunrExecutor {

    private final String name;
    private final int workers;
    private volatile ExecutorService threads;

    ElasticThreads(String name, int workers) {
        this.name = name;
        this.workers = workers;
    }

    @Override
    public int getWorkerCount() {
        return workers;
    }

    @Override
    public void start() {
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                workers, Integer.MAX_VALUE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> Thread.ofPlatform()
                        .name("pool-" + name + "-" + number.incrementAndGet())
                        .daemon()
                        .unstarted(work));
    }

    @Override
    public void execute(Runnable work) {
        threads.execute(work);
    }

    /** The pool has drained before; what is left here is interrupted and not waited for. */
    @Override
    public void stop(Duration atMost) {
        threads.shutdownNow();
    }
}
