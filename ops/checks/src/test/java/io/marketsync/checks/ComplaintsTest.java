package io.marketsync.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** ops/complaints.md names tests that exist. */
class ComplaintsTest {

    /** {@code ClassIT} or {@code ClassIT.method}; a contract is tested by every class that extends it. */
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:IT|Test|Contract))(?:\\.(\\w+))?`");

    private final Map<String, String> tests = sources();
    private final List<String> lines = Repository.read(Repository.ROOT.resolve("ops/complaints.md"))
            .lines()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| complaint"))
            .toList();

    @Test
    void everyComplaintHasATest() {
        assertThat(lines).hasSizeGreaterThan(20).allMatch(line -> TEST.matcher(line)
                .find());
    }

    @Test
    void everyTestExists() {
        assertThat(lines.stream().flatMap(line -> TEST.matcher(line).results()).filter(test -> !exists(test)))
                .extracting(MatchResult::group)
                .isEmpty();
    }

    private boolean exists(MatchResult test) {
        String source = tests.getOrDefault(test.group(1), "");
        return test.group(2) == null ? !source.isEmpty() : source.contains(" " + test.group(2) + "(");
    }

    private static Map<String, String> sources() {
        try (Stream<Path> files = Files.walk(Repository.ROOT)) {
            return files.filter(file -> file.toString().matches(".*/src/test/java/.*(IT|Test|Contract)\\.java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""),
                            (Function<Path, String>) Repository::read,
                            String::concat));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
