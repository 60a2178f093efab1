package io.marketsync.api;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is really on the class path, read from the jars: some of these versions are ahead of the Quarkus BOM for published
 * vulnerabilities, and a changed order of imports in the parent POM would silently undo that. To raise one, change it in both places.
 */
class PinnedVersionsTest {

    @ParameterizedTest
    @CsvSource({
        "org.postgresql.Driver, 42.7.12",
        "com.google.protobuf.Message, 4.33.6",
        "io.quarkus.runtime.Quarkus, 3.34.1",
        "org.jobrunr.jobs.Job, 8.7.0",
        "io.netty.channel.Channel, 4.1.136.Final"
    })
    void theVersionIsTheOneWePinned(String member, String version) throws IOException {
        assertThat(versionOf(member)).isEqualTo(version);
    }

    /** 2.22.4 fixes CVE-2026-110879, a way around the validator of types that stands behind the guard of job rows. */
    @ParameterizedTest
    @CsvSource({
        "com.fasterxml.jackson.databind.ObjectMapper, 2.22.4",
        "com.fasterxml.jackson.core.JsonParser, 2.22.4",
        "com.fasterxml.jackson.datatype.jsr310.JavaTimeModule, 2.22.4"
    })
    void jacksonIsNotOlderThan(String member, String least) throws IOException {
        String found = versionOf(member);
        assertThat(Arrays.compare(numbers(found), numbers(least))).as(found).isNotNegative();
    }

    @Test
    void everyPartOfNettyHasTheSameVersion() throws IOException {
        Map<String, String> parts = new TreeMap<>();
        for (URL list : Collections.list(loader().getResources("META-INF/io.netty.versions.properties"))) {
            Properties properties = new Properties();
            try (InputStream in = list.openStream()) {
                properties.load(in);
            }
            properties.stringPropertyNames().stream()
                    .filter(name -> name.endsWith(".version"))
                    .forEach(name -> parts.put(name, properties.getProperty(name)));
        }
        assertThat(parts)
                .hasSizeGreaterThan(5)
                .allSatisfy((part, version) -> assertThat(version).as(part).isEqualTo("4.1.136.Final"));
    }

    @Test
    void versionsAreComparedAsNumbers() {
        assertThat(Arrays.compare(numbers("2.22.10"), numbers("2.22.4"))).isPositive();
        assertThat(Arrays.compare(numbers("2.21.8"), numbers("2.22.4"))).isNegative();
    }

    /** Of every jar that has this class; the simulator brings its own copies, and they must not differ. */
    private static String versionOf(String member) throws IOException {
        Set<String> versions = new TreeSet<>();
        for (URL found : Collections.list(loader().getResources(member.replace('.', '/') + ".class"))) {
            versions.add(versionIn(((JarURLConnection) found.openConnection()).getMainAttributes()));
        }
        assertThat(versions).as("versions of " + member).hasSize(1);
        return versions.iterator().next();
    }

    private static String versionIn(Attributes manifest) {
        return Stream.of("Bundle-Version", "Implementation-Version")
                .map(manifest::getValue)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("not said");
    }

    private static int[] numbers(String version) {
        return Stream.of(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
    }

    private static ClassLoader loader() {
        return PinnedVersionsTest.class.getClassLoader();
    }
}
