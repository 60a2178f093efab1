package io.marketsync.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.marketsync.checks.Dashboard.Query;
import io.marketsync.checks.MetricCatalogue.Metric;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every panel draws something once two processes export the whole catalogue. No server is needed: promtool holds the series and
 * evaluates the queries. It finds what the static rules cannot: label values that never occur, vectors that do not match.
 */
class PanelsDrawTest {

    private final MetricCatalogue catalogue = MetricCatalogue.load();
    private final Promtool promtool = Promtool.find();

    @TempDir
    Path folder;

    @Test
    void everyPanelDrawsSomething() throws IOException {
        for (var dashboard : Dashboard.all()) {
            assertThat(dashboard.panelQueries()).isNotEmpty();
            var answer = ask(dashboard.panelQueries());
            assertThat(answer.status()).as(answer.output()).isZero();
        }
    }

    @Test
    void aPanelThatStaysEmptyIsCaught() throws IOException {
        assertStaysEmpty("max(marketsync_queue_depth{queue=\"urgent\"})");
        assertStaysEmpty("max(marketsync_queue_length)");
        assertStaysEmpty("marketsync_pool_busy / marketsync_db_pool_max");
    }

    @Test
    void aPanelThatDrawsOnlyNotANumberIsCaught() throws IOException {
        assertStaysEmpty("max(marketsync_queue_depth - marketsync_queue_depth) / 0");
    }

    @Test
    void aPanelThatMatchesManyToManyIsCaught() throws IOException {
        var answer = ask(List.of(new Query("share", "marketsync_pool_busy / on (pool) marketsync_pool_size")));
        assertThat(answer.status()).isNotZero();
        assertThat(answer.output()).contains("many-to-many matching not allowed");
    }

    private void assertStaysEmpty(String expression) throws IOException {
        var answer = ask(List.of(new Query("a panel", expression)));
        assertThat(answer.status()).as(expression).isNotZero();
        assertThat(answer.output()).contains("got: nil");
    }

    private Promtool.Answer ask(List<Query> queries) throws IOException {
        var yaml = new StringBuilder("rule_files: []\nevaluation_interval: 1m\ntests:\n");
        yaml.append("  - interval: 1m\n    input_series:\n");
        catalogue.metrics().forEach(metric -> series(metric).forEach(yaml::append));
        yaml.append("    promql_expr_test:\n");
        for (var query : queries) {
            // The comparison drops NaN. What remains is counted, so that the expectation is the same for every query.
            var expression = "count((" + query.expression() + ") > -Inf) > bool 0";
            yaml.append("      - expr: '").append(expression.replace("'", "''")).append("'\n");
            yaml.append("        eval_time: 30m\n        exp_samples: [{labels: '{}', value: 1}]\n");
        }
        return promtool.testRules(Files.writeString(folder.resolve("panels.test.yml"), yaml));
    }

    /** Counters grow, each bucket by as many as its place; gauges stand still. */
    private List<String> series(Metric metric) {
        var series = new ArrayList<String>();
        for (var instance : List.of("api-1", "workers-1")) {
            var scraped = "job=\"marketsync\", instance=\"" + instance + "\"";
            for (var labels : combinations(metric.labels(), scraped)) {
                switch (metric.type()) {
                    case GAUGE -> series.add(line(metric.name(), labels, "5x30"));
                    case COUNTER -> series.add(line(metric.name(), labels, "0+7x30"));
                    case HISTOGRAM -> series.addAll(histogram(metric, labels));
                }
            }
        }
        return series;
    }

    private static List<String> histogram(Metric metric, String labels) {
        var series = new ArrayList<String>();
        var place = 0;
        for (var bound : metric.buckets()) {
            place++;
            series.add(line(metric.name() + "_bucket", labels + ", le=\"" + bound + "\"", "0+" + place + "x30"));
        }
        var all = "0+" + (place + 1) + "x30";
        series.add(line(metric.name() + "_bucket", labels + ", le=\"+Inf\"", all));
        series.add(line(metric.name() + "_count", labels, all));
        series.add(line(metric.name() + "_sum", labels, all));
        return series;
    }

    /** Each kind in one queue, as it is: all with all would be more series than promtool takes. */
    private List<String> combinations(List<String> labels, String start) {
        var combinations = List.of(start);
        for (var label : labels) {
            combinations = combinations.stream()
                    .flatMap(head -> catalogue.labelValues().get(label).stream()
                            .filter(value -> !label.equals("kind") || runs(value, head))
                            .map(value -> head + ", " + label + "=\"" + value + "\""))
                    .toList();
        }
        return combinations;
    }

    private boolean runs(String kind, String head) {
        var queues = catalogue.labelValues().get("queue");
        var queue = queues.get(catalogue.labelValues().get("kind").indexOf(kind) % queues.size());
        return !head.contains("queue=") || head.contains("queue=\"" + queue + "\"");
    }

    private static String line(String name, String labels, String values) {
        return "      - {series: '" + name + "{" + labels + "}', values: '" + values + "'}\n";
    }
}
