package io.marketsync.telemetry;

import java.util.concurrent.atomic.AtomicBoolean;

/** Whether something a loop needs is away. The loop logs when that begins and when it ends, not at every turn in between. */
public final class Trouble {

    private final AtomicBoolean lasts = new AtomicBoolean();

    /** True the first time, until it {@link #ends}. */
    public boolean begins() {
        return lasts.compareAndSet(false, true);
    }

    /** True when it lasted until now. */
    public boolean ends() {
        return lasts.compareAndSet(true, false);
    }

    public boolean lasts() {
        return lasts.get();
    }
}
