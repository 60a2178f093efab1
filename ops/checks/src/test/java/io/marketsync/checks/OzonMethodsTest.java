package io.marketsync.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** ops/ozon-methods.md lists what the adapter calls, so that who reads an announcement of Ozon knows whether it is about us. */
class OzonMethodsTest {

    private static final Path ADAPTER = Path.of("src/main/java/io/marketsync/marketplace/ozon");
    private static final Pattern CALLED = Pattern.compile("\"(/v\\d/[a-z/-]+)\"");
    private static final Pattern LISTED = Pattern.compile("(?m)^\\| `(/v\\d/[a-z/-]+)` \\| ");

    @Test
    void whatIsCalledIsListed() throws IOException {
        Set<String> called = new TreeSet<>();
        try (Stream<Path> files = Files.list(Repository.ROOT.resolve(ADAPTER))) {
            files.forEach(file -> called.addAll(found(CALLED, file)));
        }
        assertThat(found(LISTED, Repository.ROOT.resolve("ops/ozon-methods.md")))
                .hasSizeGreaterThan(10)
                .isEqualTo(called);
    }

    private static Set<String> found(Pattern method, Path file) {
        Set<String> methods = new TreeSet<>();
        method.matcher(Repository.read(file)).results().forEach(match -> methods.add(match.group(1)));
        return methods;
    }
}
