package io.marketsync.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The packaged product and the packaged simulator as real processes on free ports, with their data in a directory. */
final class Processes implements AutoCloseable {

    final int simulatorPort = Product.freePort();
    final Path data;
    final Product product;
    private final Process simulator;

    private Processes(Path data, boolean ticking, List<String> simulatorOptions) throws IOException {
        this.data = data;
        List<String> command = new ArrayList<>(List.of(
                Product.java(),
                "-jar",
                Product.ROOT.resolve("ops/simulator/target/simulator.jar").toString(),
                "--port",
                String.valueOf(simulatorPort)));
        command.addAll(simulatorOptions);
        this.simulator = Product.start(command, data.resolve("simulator.log"));
        Product.awaitLine(data.resolve("simulator.log"), "listening", simulator);
        this.product = new Product(data, simulatorPort, List.of("-Dmarketsync.schedules.enabled=" + ticking));
        product.start();
    }

    /** No schedule ticks: nothing is pulled but what a test asks for. */
    static Processes start(Path data, String... simulatorOptions) throws IOException {
        return new Processes(data, false, List.of(simulatorOptions));
    }

    /** With the schedules it ships with. */
    static Processes startTicking(Path data, String... simulatorOptions) throws IOException {
        return new Processes(data, true, List.of(simulatorOptions));
    }

    boolean simulatorAlive() {
        return simulator.isAlive();
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

    @Override
    public void close() throws InterruptedException {
        product.close();
        simulator.destroy();
        simulator.waitFor();
    }
}
