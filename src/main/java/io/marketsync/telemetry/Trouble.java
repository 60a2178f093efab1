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

    /** What went wrong at the bottom, on one line: the layers above repeat it with whole statements. */
    public static String why(Throwable failed) {
        Throwable root = failed;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage() == null
                ? ""
                : root.getMessage().lines().findFirst().orElse("");
        return root.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
    }
}
