package io.marketsync.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packaged product, ticking as it ships, and the packaged simulator: on free ports, with data in a directory that goes afterwards. */
final class ProductProcess implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofSeconds(90);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

    private final Path folder = Files.createTempDirectory("marketsync-bench-product");
    private final List<Process> running = new ArrayList<>();
    final int apiPort = freePort();

    ProductProcess(String... settings) throws IOException, InterruptedException {
        int simulatorPort = freePort();
        start(
                "simulator",
                "listening",
                List.of("-Xmx256m", "-jar", "ops/simulator/target/simulator.jar", "--port", "" + simulatorPort));
        List<String> product = new ArrayList<>(List.of(
                "-Xmx512m",
                "-Dmarketsync.data=" + data(),
                "-Dmarketsync.demo.simulator=http://127.0.0.1:" + simulatorPort,
                "-Dquarkus.http.port=" + apiPort,
                "-Dmarketsync.dashboard.port=" + freePort(),
                "-Dquarkus.management.port=" + freePort()));
        Stream.of(settings).map(setting -> "-D" + setting).forEach(product::add);
        product.addAll(List.of("-jar", "ops/standalone/target/quarkus-app/quarkus-run.jar"));
        start("product", "Listening on:", product);
    }

    Path data() {
        return folder.resolve("data");
    }

    /** PostgreSQL with all its processes, as a machine would that hangs: connections stay open and nobody answers. */
    void freezePostgres() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void thawPostgres() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        ProcessHandle postmaster = ProcessHandle.of(postmaster()).orElseThrow();
        List<String> command = new ArrayList<>(List.of("kill", signal));
        Stream.concat(Stream.of(postmaster), postmaster.descendants())
                .map(process -> String.valueOf(process.pid()))
                .forEach(command::add);
        new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private long postmaster() throws IOException {
        try (Stream<Path> files = Files.walk(data().resolve("postgres"))) {
            Path file = files.filter(path -> path.endsWith("postmaster.pid"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no PostgreSQL runs in " + data()));
            return Long.parseLong(Files.readAllLines(file).getFirst().strip());
        }
    }

    private void start(String name, String until, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(arguments);
        Path log = folder.resolve(name + ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        running.addFirst(process);
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (!Files.readString(log).contains(until)) {
            if (System.nanoTime() > end || process.waitFor(100, TimeUnit.MILLISECONDS)) {
                String said = Files.readString(log);
                close();
                throw new IllegalStateException(name + " did not start:\n" + said);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The last one started ends first; one that does not heed it is killed. */
    @Override
    public void close() throws IOException, InterruptedException {
        for (Process process : running) {
            process.destroy();
            if (!process.waitFor(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
