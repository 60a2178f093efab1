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

/** The packaged product and the packaged simulator as real processes on free ports, with their data in a directory. */
final class Processes implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

    final int apiPort = freePort();
    final int dashboardPort = freePort();
    final int managementPort = freePort();
    final int simulatorPort = freePort();
    final Path data;
    private final Process simulator;
    private final boolean ticking;
    private Process product;

    private Processes(Path data, boolean ticking, List<String> simulatorOptions) throws IOException {
        this.data = data;
        this.ticking = ticking;
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-jar",
                ROOT.resolve("ops/simulator/target/simulator.jar").toString(),
                "--port",
                String.valueOf(simulatorPort)));
        command.addAll(simulatorOptions);
        this.simulator = start(command, "simulator.log");
        awaitLine("simulator.log", "listening", simulator);
        startProduct();
    }

    /** No schedule ticks: nothing is pulled but what a test asks for. */
    static Processes start(Path data, String... simulatorOptions) throws IOException {
        return new Processes(data, false, List.of(simulatorOptions));
    }

    /** With the schedules it ships with. */
    static Processes startTicking(Path data, String... simulatorOptions) throws IOException {
        return new Processes(data, true, List.of(simulatorOptions));
    }

    void startProduct() throws IOException {
        Files.deleteIfExists(data.resolve("product.log"));
        product = start(
                List.of(
                        java(),
                        "-Xmx512m",
                        "-Dmarketsync.data=" + data.resolve("data"),
                        "-Dmarketsync.demo.simulator=http://127.0.0.1:" + simulatorPort,
                        "-Dquarkus.http.port=" + apiPort,
                        "-Dmarketsync.dashboard.port=" + dashboardPort,
                        "-Dquarkus.management.port=" + managementPort,
                        "-Dmarketsync.schedules.enabled=" + ticking,
                        "-jar",
                        ROOT.resolve("ops/standalone/target/quarkus-app/quarkus-run.jar")
                                .toString()),
                "product.log");
        awaitLine("product.log", "Listening on:", product);
    }

    /** SIGKILL: no hook runs, and the embedded servers are left behind. */
    void killProduct() throws InterruptedException {
        product.destroyForcibly().waitFor();
    }

    /** SIGTERM; the exit code. */
    int stopProduct() throws InterruptedException {
        product.destroy();
        if (!product.waitFor(LONGEST_START.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the product does not stop on SIGTERM");
        }
        return product.exitValue();
    }

    boolean simulatorAlive() {
        return simulator.isAlive();
    }

    String productLog() throws IOException {
        return Files.readString(data.resolve("product.log"));
    }

    /** Servers and JVMs that run with this test's data. */
    List<String> running() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .orElse("")
                        .contains(data.resolve("data").toString()))
                .map(process -> process.pid() + " " + process.info().command().orElse("?"))
                .toList();
    }

    static Path root() {
        return ROOT;
    }

    private Process start(List<String> command, String log) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(data.resolve(log).toFile())
                .start();
    }

    private void awaitLine(String log, String text, Process process) {
        Awaitility.await(log + " says " + text).atMost(LONGEST_START).until(() -> {
            String said = Files.readString(data.resolve(log));
            if (!process.isAlive()) {
                throw new AssertionError("ended instead of starting:\n" + said);
            }
            return said.contains(text);
        });
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (product.isAlive()) {
            stopProduct();
        }
        simulator.destroy();
        simulator.waitFor();
    }
}
