package io.marketsync.marketplace;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.marketsync.failure.JobFailure;

/** A JVM of its own that makes one call, says on its output, where the test reads it, how it ended, and goes on until its input ends. */
public final class OneCall {

    private OneCall() {}

    public static void main(String[] args) throws Exception {
        try {
            System.out.println(
                    "answered " + Market.at(URI.create(args[0])).read().statusCode());
        } catch (JobFailure failure) {
            System.out.println(failure.getMessage());
            return;
        }
        System.in.read();
    }

    /** @param options of the JVM */
    static Process in(URI uri, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), OneCall.class.getName(), uri.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
