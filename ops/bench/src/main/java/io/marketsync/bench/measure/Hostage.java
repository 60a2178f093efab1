package io.marketsync.bench.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.marketsync.bench.contender.Contender;
import io.marketsync.bench.contender.Contenders;
import io.marketsync.bench.contender.RunningPools;

/** A process that claims jobs, says so and never ends them. It ends with the process that started it. */
final class Hostage implements AutoCloseable {

    private static final String HELD = "held";

    private final Process process;
    private final BufferedReader said;

    private Hostage(Process process) {
        this.process = process;
        this.said = process.inputReader();
    }

    /** On the same database, with the same Java and class path. */
    static Hostage of(Contender contender) throws IOException {
        return new Hostage(new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx256m",
                        "-Djava.util.logging.manager=" + System.getProperty("java.util.logging.manager"),
                        "-Dlogging.configuration=" + System.getProperty("logging.configuration"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Hostage.class.getName(),
                        contender.name(),
                        contender.jdbcUrl()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Its jobs are claimed, and their handlers run. */
    void awaitHeld(int jobs) throws IOException {
        for (int held = 0; held < jobs; ) {
            String line = said.readLine();
            if (line == null) {
                throw new IOException("the process that should hold jobs has ended");
            }
            held += line.equals(HELD) ? 1 : 0;
        }
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    public static void main(String[] args) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (Contender contender = Contenders.open(args[0], args[1]);
                RunningPools pools = contender.start(Contender.SLOTS, work -> {
                    System.out.println(HELD);
                    never.await();
                })) {
            while (System.in.read() != -1) {
                // nobody writes; the end of it is the end of whom it belongs to
            }
            Runtime.getRuntime().halt(1);
        }
    }
}
