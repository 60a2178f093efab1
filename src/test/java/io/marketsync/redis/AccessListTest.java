package io.marketsync.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.marketsync.testing.RedisProcess;

import static org.assertj.core.api.Assertions.assertThat;

/** The user of ops/redis/users.acl may do what the library asks of Redis, in commands and in scripts. */
class AccessListTest {

    private static final Pattern COMMAND = Pattern.compile("(?:redis\\.p?call\\('|redis\\.execute\\(\")([A-Za-z]+)");
    private static final Pattern GRANTED = Pattern.compile("\\+([a-z|]+)");

    @Test
    void everyCommandOfTheLibraryIsGranted() {
        Set<String> used = new TreeSet<>();
        sources().forEach(text -> COMMAND.matcher(text)
                .results()
                .map(match -> match.group(1).toLowerCase(Locale.ROOT))
                .forEach(used::add));

        assertThat(used).contains("set", "info");
        assertThat(granted()).containsAll(used);
    }

    private static Set<String> granted() {
        String user = RedisProcess.textOf("users.acl")
                .lines()
                .filter(line -> line.startsWith("user marketsync "))
                .findFirst()
                .orElseThrow();
        return GRANTED.matcher(user).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }

    private static Stream<String> sources() {
        return Stream.of(Path.of("main/java"), Path.of("main/resources"))
                .flatMap(AccessListTest::files)
                .filter(file -> file.toString().matches(".*\\.(java|lua)"))
                .map(AccessListTest::text);
    }

    private static Stream<Path> files(Path directory) {
        try {
            return Files.walk(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
