package io.marketsync.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Prometheus' own checker, found by ops/dev/promtool; the test that needs it fails with the script's advice when it cannot. */
record Promtool(Path program) {

    static final Path SCRIPT = Repository.ROOT.resolve("ops/dev/promtool");

    record Answer(int status, String output) {}

    static Promtool find() {
        return find(System.getenv());
    }

    static Promtool find(Map<String, String> environment) {
        var answer = run(List.of(SCRIPT.toString()), environment, 300);
        if (answer.status() != 0) {
            throw new AssertionError(answer.output());
        }
        return new Promtool(Path.of(answer.output().strip()));
    }

    Answer checkRules(Path... files) {
        return run(command("check", "rules", "--lint-fatal"), files);
    }

    Answer testRules(Path... files) {
        return run(command("test", "rules"), files);
    }

    private List<String> command(String... words) {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(words));
        return command;
    }

    private static Answer run(List<String> command, Path... files) {
        for (var file : files) {
            command.add(file.toString());
        }
        return run(command, System.getenv(), 60);
    }

    private static Answer run(List<String> command, Map<String, String> environment, int seconds) {
        try {
            var output = Files.createTempFile("promtool", ".out");
            try {
                var builder =
                        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
                builder.environment().clear();
                builder.environment().putAll(environment);
                var process = builder.start();
                if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(command + " did not end within " + seconds + " seconds");
                }
                return new Answer(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(command + " was interrupted", e);
        }
    }
}
