package io.marketsync.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** No code outside of a marketplace's adapter knows its name, but where the marketplaces of a process are put together. */
class MarketplaceNamesTest {

    private static final Path ADAPTERS = Path.of("src/main/java/io/marketsync/marketplace");
    private static final List<String> SHIPPED =
            List.of("src/main/java", "workers/src/main/java", "api/src/main/java", "src/main/resources/db/migration");

    private static final Set<Path> PUT_TOGETHER = Set.of(
            Path.of("workers/src/main/java/io/marketsync/workers/MarketplaceBeans.java"),
            Path.of("api/src/main/java/io/marketsync/api/shop/Marketplaces.java"));

    /** What people read: comments, and examples and descriptions of the api. */
    private static final Pattern PROSE = Pattern.compile(
            "/\\*.*?\\*/|(?m)(//|--).*?$|@Schema\\s*\\((?:[^()\"]|\"(?:\\\\.|[^\"\\\\])*\")*\\)", Pattern.DOTALL);

    @Test
    void noCodeAsksWhichMarketplaceItIs() throws IOException {
        List<String> names = names();
        assertThat(names).contains("ozon");
        assertThat(sources()).hasSizeGreaterThan(300).allSatisfy(file -> assertThat(names)
                .noneMatch(name -> isNamed(name, Repository.read(Repository.ROOT.resolve(file)))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "if (shop.marketplace().equals(\"ozon\")) {",
                "import io.marketsync.marketplace.ozon.Anything;",
                "String OZON_URL = \"https://example.com\"; // the seller's",
                "CHECK (marketplace IN ('ozon', 'other'))",
                "@Schema(examples = \"a (b)\") String ozon"
            })
    void aMistakeIsSeen(String code) {
        assertThat(isNamed("ozon", code)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/** Ozon's\n have 50 kB. */ int bytes;",
                "int x; // as Ozon says",
                "-- of Ozon\nSELECT 1",
                "@Schema(examples = \"ozon (or another)\") String name,"
            })
    void proseIsNoMistake(String code) {
        assertThat(isNamed("ozon", code)).isFalse();
    }

    private static boolean isNamed(String name, String code) {
        return PROSE.matcher(code).replaceAll(" ").toLowerCase(Locale.ROOT).contains(name);
    }

    private static List<String> names() throws IOException {
        try (Stream<Path> folders = Files.list(Repository.ROOT.resolve(ADAPTERS))) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .toList();
        }
    }

    /** All that ships but adapters and what puts them together. */
    private static List<Path> sources() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String root : SHIPPED) {
            try (Stream<Path> files = Files.walk(Repository.ROOT.resolve(root))) {
                files.filter(Files::isRegularFile)
                        .map(Repository.ROOT::relativize)
                        .filter(file -> !PUT_TOGETHER.contains(file))
                        .filter(file ->
                                !file.startsWith(ADAPTERS) || file.getParent().equals(ADAPTERS))
                        .forEach(found::add);
            }
        }
        return found;
    }
}
