package io.marketsync.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** The files that operations use, as they lie in this repository. */
final class Repository {

    static final Path ROOT = root();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new YAMLMapper();

    private Repository() {}

    static List<Path> dashboards() {
        return files("grafana/dashboards", ".json");
    }

    static List<Path> rules() {
        return files("alerts/rules", ".yml");
    }

    static List<Path> ruleTests() {
        return files("alerts/tests", ".test.yml");
    }

    static List<Path> runbooks() {
        return files("ops/runbooks", ".md");
    }

    static JsonNode json(Path file) {
        return parse(JSON, read(file));
    }

    static JsonNode yaml(Path file) {
        return parse(YAML, read(file));
    }

    static JsonNode yaml(String text) {
        return parse(YAML, text);
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(ObjectMapper mapper, String text) {
        try {
            return mapper.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of a folder, sorted; an empty folder is an error, or the checks over it would pass without checking. */
    private static List<Path> files(String folder, String suffix) {
        try (var found = Files.list(ROOT.resolve(folder))) {
            var files = found.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new IllegalStateException(folder + " holds no *" + suffix);
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("alerts/rules"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("alerts/rules is in none of the folders above the working directory");
            }
        }
        return folder;
    }
}
