package io.marketsync.workers.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A {@link Worker} and what it says. It gets signals by its process id, and is killed when the test ends. */
public final class WorkerProcess {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int MOST_LINES = 2000;

    private final String name;
    private final Process process;
    private final List<String> said = new ArrayList<>();

    private WorkerProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        Thread.ofVirtual().start(this::listen);
    }

    /**
     * With the same Java and class path.
     *
     * @param options of the JVM, settings among them
     */
    static WorkerProcess start(String name, List<String> options, List<String> arguments) throws IOException {
        return start(name, Worker.class, options, arguments);
    }

    static WorkerProcess start(String name, Class<?> main, List<String> options, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:-HeapDumpOnOutOfMemoryError",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dlogging.configuration=" + System.getProperty("logging.configuration"),
                "-Dmarketsync.pools.process-name=" + name));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new WorkerProcess(
                name, new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                hear(line);
            }
        } catch (IOException | UncheckedIOException ended) {
            hear("(" + ended.getMessage() + ")");
        }
    }

    private synchronized void hear(String line) {
        if (said.size() < MOST_LINES) {
            said.add(line);
        }
    }

    public String name() {
        return name;
    }

    public synchronized boolean said(String event) {
        return said.contains(event);
    }

    public synchronized boolean saidAnyOf(String start) {
        return said.stream().anyMatch(line -> line.startsWith(start));
    }

    public synchronized List<String> linesWith(String part) {
        return said.stream().filter(line -> line.contains(part)).toList();
    }

    public WorkerProcess await(String event) {
        try {
            Awaitility.await(event)
                    .atMost(SOON)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> said(event));
            return this;
        } catch (ConditionTimeoutException never) {
            throw new AssertionError(name + " never said \"" + event + "\"; " + this, never);
        }
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** A line to its input. */
    public void tell(String line) throws IOException {
        process.outputWriter().write(line + "\n");
        process.outputWriter().flush();
    }

    /** kill -9. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM. {@link Process#destroy} would close the streams as well. */
    public void terminate() throws IOException, InterruptedException {
        signal("-TERM");
    }

    /** SIGSTOP. */
    public void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** SIGCONT. */
    public void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String which) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", which, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new AssertionError("kill " + which + " " + name + " failed; " + this);
        }
    }

    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(name + " does not end; " + this);
        }
        return process.exitValue();
    }

    @Override
    public synchronized String toString() {
        return name + (process.isAlive() ? " runs" : " ended with " + process.exitValue()) + " and said:\n  "
                + String.join("\n  ", said);
    }
}
