package io.marketsync.bench;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Runs something on a thread of its own for so long and no longer. */
final class Bounded {

    /** For closing pools and connections after the interrupt. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    interface Task {
        void run() throws Exception;
    }

    private Bounded() {}

    /** False when it took too long; its thread is interrupted then, and no longer waited for when it does not heed that. */
    static boolean run(Duration limit, Task task) throws Exception {
        AtomicReference<Exception> failure = new AtomicReference<>();
        Thread thread = Thread.ofPlatform().name("measurement").daemon().start(() -> {
            try {
                task.run();
            } catch (Exception e) {
                failure.set(e);
            } catch (Error e) {
                failure.set(new IllegalStateException(e));
            }
        });
        if (thread.join(limit)) {
            if (failure.get() != null) {
                throw failure.get();
            }
            return true;
        }
        thread.interrupt();
        if (!thread.join(GRACE)) {
            System.err.print(" (its thread goes on and disturbs what follows)");
        }
        return false;
    }
}
