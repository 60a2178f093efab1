package io.marketsync.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server that outlived the killed process that had started it. Known by its pid file, and only if the pid runs that program. */
final class Leftover {

    private static final Duration LONGEST_STOP = Duration.ofSeconds(20);

    private final Path pidFile;
    private final String program;
    private final String signal;

    private Leftover(Path pidFile, String program, String signal) {
        this.pidFile = pidFile;
        this.program = program;
        this.signal = signal;
    }

    /** SIGINT: clients are cut off, and the data is left clean. */
    static Leftover postgres(Path data) {
        return new Leftover(data.resolve("postmaster.pid"), "postgres", "INT");
    }

    static Leftover redis(Path pidFile) {
        return new Leftover(pidFile, "redis", "TERM");
    }

    void stop() throws IOException {
        Optional<ProcessHandle> running = running();
        if (running.isPresent()) {
            new ProcessBuilder(
                            "kill", "-" + signal, String.valueOf(running.get().pid()))
                    .inheritIO()
                    .start();
            awaitEnd(running.get());
        }
        Files.deleteIfExists(pidFile);
    }

    private Optional<ProcessHandle> running() throws IOException {
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        return Files.readAllLines(pidFile).stream()
                .findFirst()
                .map(String::trim)
                .filter(line -> line.matches("\\d{1,9}"))
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
                .filter(this::isOurProgram);
    }

    private boolean isOurProgram(ProcessHandle process) {
        return process.info()
                .command()
                .map(Path::of)
                .map(Path::getFileName)
                .map(Path::toString)
                .orElse("")
                .contains(program);
    }

    private void awaitEnd(ProcessHandle process) throws IOException {
        try {
            process.onExit().get(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    "a leftover " + program + " (pid " + process.pid() + ") does not stop; end it and start again");
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a leftover " + program + " stops", e);
        }
    }
}
