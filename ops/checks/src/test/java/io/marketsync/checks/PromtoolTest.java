package io.marketsync.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.marketsync.checks.Dashboard.Query;

import static org.assertj.core.api.Assertions.assertThat;

class PromtoolTest {

    private static final String OLDEST_RUNNING = "max by (queue, kind) (marketsync_job_running_oldest_seconds)";

    private static Promtool promtool;

    @TempDir
    Path folder;

    @BeforeAll
    static void findPromtool() {
        promtool = Promtool.find();
    }

    @Test
    void ruleFilesAreValid() {
        var answer = promtool.checkRules(Repository.rules().toArray(Path[]::new));
        assertThat(answer.status()).as(answer.output()).isZero();
    }

    @Test
    void aRuleWrittenTwiceIsCaught() throws IOException {
        var rules = Repository.read(Repository.rules().get(0));
        var file = write(
                "twice.yml", rules + rules.substring(rules.indexOf("  - name:")).replace("name: ", "name: other-"));
        assertThat(promtool.checkRules(file).output()).contains("duplicate rule(s) found");
        assertThat(promtool.checkRules(file).status()).isNotZero();
    }

    @Test
    void unitTestsOfTheRulesPass() {
        var answer = promtool.testRules(Repository.ruleTests().toArray(Path[]::new));
        assertThat(answer.status()).as(answer.output()).isZero();
    }

    /** The unit tests are worth something: each of these changes to the rules turns one of them red. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "> 50                                       | >= 50",
                "> 50                                       | > 51",
                "max by (queue) (marketsync_queue_depth)    | marketsync_queue_depth",
                "max by (queue) (marketsync_queue_depth)    | sum by (queue) (marketsync_queue_depth)",
                "for: 5m                                    | for: 4m",
                "for: 5m                                    | for: 6m",
                "> 70                                       | >= 70",
                "> 70                                       | > 71",
                "marketsync_db_pool_size + marketsync_db_pool_overflow) > 70 | marketsync_db_pool_size) > 70",
                "sum(marketsync_db_pool_size + marketsync_db_pool_overflow) > 70 | marketsync_db_pool_size > 70",
                "for: 1m                                    | for: 45s",
                "for: 1m                                    | for: 75s",
                "> 120                                      | >= 120",
                "> 120                                      | > 180",
                "(0.95                                      | (0.9",
                "[10m]                                      | [5m]",
                "sum by (queue, kind, le)                   | sum by (queue, kind, outcome, le)",
                OLDEST_RUNNING + " > 120                    | " + OLDEST_RUNNING + " >= 120",
                OLDEST_RUNNING + "                          | vector(0)",
                OLDEST_RUNNING
                        + "                          | max by (queue, kind, instance) (marketsync_job_running_oldest_seconds)",
                "for: 3m                                    | for: 2m",
                "for: 3m                                    | for: 4m",
                "marketsync_queue_depth{queue=\"normal\"} >= 0   | marketsync_queue_depth{queue=\"normal\"}",
                "absent(marketsync_queue_depth{queue=\"low\"} >= 0) | absent(up)",
                "absent(sum(marketsync_db_pool_size + marketsync_db_pool_overflow) >= 0) | absent(marketsync_db_pool_size)",
                "severity: critical                         | severity: warning",
            })
    void aChangedRuleIsCaught(String original, String changed) throws IOException {
        var rules = Repository.read(Repository.rules().get(0));
        assertThat(rules).contains(original);
        var at = rules.indexOf(original);
        write("rules/marketsync.rules.yml", rules.substring(0, at) + changed + rules.substring(at + original.length()));
        var tests = new ArrayList<Path>();
        for (var test : testsOf(alertAt(rules, at))) {
            tests.add(write("tests/" + test.getFileName(), Repository.read(test)));
        }

        var answer = promtool.testRules(tests.toArray(Path[]::new));

        assertThat(answer.status()).as(answer.output()).isNotZero();
        assertThat(answer.output()).contains("FAILED:");
    }

    private static String alertAt(String rules, int at) {
        var name = rules.lastIndexOf("- alert: ", at) + "- alert: ".length();
        return rules.substring(name, rules.indexOf('\n', name)).strip();
    }

    /** All of them together take a second for each change. */
    private static List<Path> testsOf(String alert) {
        var tests = new ArrayList<Path>();
        for (var test : Repository.ruleTests()) {
            if (Repository.read(test).contains(alert)) {
                tests.add(test);
            }
        }
        assertThat(tests).as("tests of " + alert).isNotEmpty();
        return tests;
    }

    @Test
    void queriesOfTheDashboardsAreValid() throws IOException {
        for (var dashboard : Dashboard.all()) {
            assertThat(dashboard.queries()).isNotEmpty();
            var answer = promtool.checkRules(asRules(dashboard.queries()));
            assertThat(answer.status()).as(answer.output()).isZero();
        }
    }

    @Test
    void anInvalidQueryIsCaught() throws IOException {
        var query = new Query("Waiting jobs", "max by queue (marketsync_queue_depth)");
        var answer = promtool.checkRules(asRules(List.of(query)));
        assertThat(answer.status()).isNotZero();
        assertThat(answer.output()).contains("parse error").contains("Waiting jobs");
    }

    /** Each query becomes a recording rule; the group carries the name of the place, so that promtool's message names it. */
    private Path asRules(List<Query> queries) throws IOException {
        var yaml = new StringBuilder("groups:\n");
        for (var query : queries) {
            yaml.append("  - name: '").append(query.place().replace("'", "''")).append("'\n    rules:\n");
            yaml.append("      - record: check:query")
                    .append(queries.indexOf(query))
                    .append('\n');
            yaml.append("        expr: '")
                    .append(query.expression().replace("'", "''"))
                    .append("'\n");
        }
        return write("queries.yml", yaml.toString());
    }

    private Path write(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
