package io.marketsync.standalone;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The servers this process has started. Until Quarkus runs, a signal ends them by a hook of our own; from then on Quarkus does,
 * after the last request and job, because two hooks would race.
 */
final class EmbeddedServers implements AutoCloseable {

    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Thread hook = new Thread(this::close, "stop embedded servers");

    EmbeddedServers() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    synchronized <S extends AutoCloseable> S started(S server) {
        running.push(server);
        return server;
    }

    void leaveToQuarkus() {
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    /** The last one started first; one that does not stop does not keep the others. */
    @Override
    public synchronized void close() {
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception e) {
                System.err.println("an embedded server did not stop: " + e.getMessage());
            }
        }
    }
}
