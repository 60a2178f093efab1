package io.marketsync.workers;

import java.util.concurrent.atomic.AtomicInteger;

import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.JobSteward;

/**
 * Counts a slot from the claim of its job to the end of its thread's work. JobRunr counts it from when the thread starts, and so
 * claims more jobs than it can run.
 */
final class PoolSteward extends JobSteward {

    private final AtomicInteger taken = new AtomicInteger();
    private volatile Runnable slotFree = () -> {};

    PoolSteward(BackgroundJobServer server) {
        super(server);
    }

    void takeSlot() {
        taken.incrementAndGet();
    }

    void onSlotFree(Runnable listener) {
        this.slotFree = listener;
    }

    @Override
    public int getOccupiedWorkerCount() {
        return taken.get();
    }

    @Override
    public void notifyThreadOccupied() {
        // counted at the claim
    }

    @Override
    public void notifyThreadIdle() {
        taken.decrementAndGet();
        slotFree.run();
    }
}
