package io.marketsync.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/** The packaged product as a real process on free ports, with its data in a directory, against a simulator that runs. */
final class Product implements AutoCloseable {

    static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

    private static final Duration LONGEST_START = Duration.ofSeconds(60);

    final int apiPort = freePort();
    final int dashboardPort = freePort();
    final int managementPort = freePort();
    final int simulatorPort;
    final Path data;
    private final List<String> properties;
    private Process process;

    /** @param properties like {@code -Dname=value} */
    Product(Path data, int simulatorPort, List<String> properties) {
        this.data = data;
        this.simulatorPort = simulatorPort;
        this.properties = properties;
    }

    void start() throws IOException {
        Files.deleteIfExists(data.resolve("product.log"));
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-Xmx512m",
                "-Dmarketsync.data=" + data.resolve("data"),
                "-Dmarketsync.demo.simulator=http://127.0.0.1:" + simulatorPort,
                "-Dquarkus.http.port=" + apiPort,
                "-Dmarketsync.dashboard.port=" + dashboardPort,
                "-Dquarkus.management.port=" + managementPort));
        command.addAll(properties);
        command.addAll(List.of(
                "-jar",
                ROOT.resolve("ops/standalone/target/quarkus-app/quarkus-run.jar")
                        .toString()));
        process = start(command, data.resolve("product.log"));
        awaitLine(data.resolve("product.log"), "Listening on:", process);
    }

    /** SIGKILL: no hook runs, and the embedded servers are left behind. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM; the exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LONGEST_START.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the product does not stop on SIGTERM");
        }
        return process.exitValue();
    }

    String log() throws IOException {
        return Files.readString(data.resolve("product.log"));
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null && process.isAlive()) {
            stop();
        }
    }

    static Process start(List<String> command, Path log) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    static void awaitLine(Path log, String text, Process process) {
        Awaitility.await(log.getFileName() + " says " + text)
                .atMost(LONGEST_START)
                .until(() -> {
                    String said = Files.readString(log);
                    if (!process.isAlive()) {
                        throw new AssertionError("ended instead of starting:\n" + said);
                    }
                    return said.contains(text);
                });
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
