package io.marketsync.checks;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class DashboardTest {

    private static final String FIRST = "Waiting jobs";
    private static final String SECOND = "Oldest waiting job";

    private final DashboardRules rules = new DashboardRules(MetricCatalogue.load());

    @Test
    void dashboardsKeepTheRules() {
        for (var dashboard : Dashboard.all()) {
            assertThat(rules.findings(dashboard)).as(dashboard.uid()).isEmpty();
        }
    }

    @Test
    void uidsAreUnique() {
        assertThat(DashboardRules.uidsUsedTwice(Dashboard.all())).isEmpty();
        var copy = new Dashboard(dashboard().put("title", "A copy"));
        assertThat(DashboardRules.uidsUsedTwice(List.of(new Dashboard(dashboard()), copy)))
                .containsExactly("marketsync-queues");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"brokenHeads", "brokenPanels", "brokenQueries"})
    void aBrokenDashboardIsCaught(String finding, Consumer<ObjectNode> damage) {
        var json = dashboard();
        damage.accept(json);
        assertThat(rules.findings(new Dashboard(json)))
                .anySatisfy(found -> assertThat(found).contains(finding));
    }

    static Stream<Arguments> brokenHeads() {
        return Stream.of(
                broken("dashboard has no uid", json -> json.remove("uid")),
                broken("dashboard has no title", json -> json.put("title", " ")),
                broken("schemaVersion is below", json -> json.put("schemaVersion", 16)),
                broken("dashboard has an id", json -> json.put("id", 7)),
                broken("dashboard has __inputs", json -> json.putArray("__inputs")),
                broken("dashboard is editable", json -> json.remove("editable")),
                broken("dashboard has no panel", json -> json.putArray("panels")),
                broken("there is no variable datasource", json -> variable(json, 0)
                        .put("query", "loki")),
                broken(
                        "data source of 'queue'",
                        json -> variable(json, 2).putObject("datasource").put("uid", "P1809F7CD0C75ACF3")),
                broken("data source of 'Deployments'", json -> annotation(json).remove("datasource")),
                broken("unknown variable quelle", json -> json.put("description", "see $quelle")),
                broken("unknown variable quelle", json -> json.put("description", "see ${quelle:csv}")),
                broken("unknown variable quelle", json -> json.put("description", "see [[quelle]]")),
                broken("annotation Deployments: unknown metric", json -> annotation(json)
                        .put("expr", "marketsync_version_info")),
                broken("variable queue: unknown metric", json -> variable(json, 2)
                        .putObject("query")
                        .put("query", "label_values(marketsync_queue_length, queue)")),
                broken("variable queue: groups by unknown label pool", json -> variable(json, 2)
                        .putObject("query")
                        .put("query", "label_values(marketsync_queue_depth{job=~\"$job\"}, pool)")),
                broken(
                        "variable queue: no metric",
                        json -> variable(json, 2).putObject("query").put("query", "metrics(.*)")));
    }

    static Stream<Arguments> brokenPanels() {
        return Stream.of(
                broken("has no title", json -> panel(json, FIRST).remove("title")),
                broken(FIRST + " has no description", json -> panel(json, FIRST).put("description", "")),
                broken(
                        FIRST + " has no unit",
                        json -> ((ObjectNode) panel(json, FIRST).at("/fieldConfig/defaults")).remove("unit")),
                broken(FIRST + " has no target", json -> panel(json, FIRST).putArray("targets")),
                broken("has a target without refId", json -> target(json).remove("refId")),
                broken("uses refId A twice", json -> panel(json, FIRST)
                        .withArray("targets")
                        .add(target(json).deepCopy())),
                broken("data source of 'Waiting jobs'", json -> panel(json, FIRST)
                        .put("datasource", "Prometheus")),
                broken("data source of 'max by", json -> target(json).remove("datasource")),
                broken("is missing or used twice", json -> panel(json, FIRST)
                        .set("id", panel(json, SECOND).get("id"))),
                broken("is missing or used twice", json -> panel(json, FIRST).remove("id")),
                broken("covers " + FIRST, json -> grid(json, SECOND).put("x", 7)),
                broken("covers " + FIRST, json -> grid(json, FIRST).put("h", 9)),
                broken("is outside the 24 columns", json -> grid(json, "Scheduled jobs")
                        .put("w", 9)),
                broken("is outside the 24 columns", json -> panel(json, FIRST).remove("gridPos")));
    }

    static Stream<Arguments> brokenQueries() {
        return Stream.of(
                query("unknown metric 'marketsync_queue_length'", "max(marketsync_queue_length)"),
                query("unknown metric 'marketsync_job_wait_seconds'", "max(marketsync_job_wait_seconds)"),
                query("unknown metric ''", "max({queue=\"high\"})"),
                query("no metric in", "vector(1)"),
                query("unknown variable shop", "max(marketsync_queue_depth{queue=\"$shop\"})"),
                query("counter marketsync_job_dead_total outside", "sum(marketsync_job_dead_total)"),
                query("counter marketsync_job_wait_seconds_count outside", "sum(marketsync_job_wait_seconds_count)"),
                query("counter marketsync_job_dead_total outside", "rate(sum(marketsync_job_dead_total)[5m:1m])"),
                query("counter agroal_leak_detection_count_total outside", "agroal_leak_detection_count_total"),
                query("gauge marketsync_queue_depth inside rate", "rate(marketsync_queue_depth[5m])"),
                query("forbidden label seller_id", "marketsync_queue_depth{seller_id=\"1\"}"),
                query("forbidden label shop", "sum by (shop) (agroal_active_count)"),
                query("unknown label pool of marketsync_queue_depth", "marketsync_queue_depth{pool=\"high\"}"),
                query("groups by unknown label kind", "max by (kind) (marketsync_queue_depth)"),
                broken("shows labels [kind] but groups by [queue]", json -> target(json)
                        .put("legendFormat", "{{kind}}")),
                broken("groups by [queue] but shows only []", json -> target(json)
                        .put("legendFormat", "waiting")));
    }

    private static Arguments query(String finding, String expression) {
        return broken(finding, json -> target(json).put("expr", expression));
    }

    private static Arguments broken(String finding, Consumer<ObjectNode> damage) {
        return arguments(finding, damage);
    }

    private static ObjectNode dashboard() {
        return Repository.json(Repository.ROOT.resolve("grafana/dashboards/queues-and-workers.json"))
                .deepCopy();
    }

    private static ObjectNode panel(ObjectNode dashboard, String title) {
        for (var panel : dashboard.path("panels")) {
            if (panel.path("title").asText().equals(title)) {
                return (ObjectNode) panel;
            }
        }
        throw new IllegalArgumentException("no panel " + title);
    }

    private static ObjectNode target(ObjectNode dashboard) {
        return (ObjectNode) panel(dashboard, FIRST).path("targets").path(0);
    }

    private static ObjectNode grid(ObjectNode dashboard, String title) {
        return (ObjectNode) panel(dashboard, title).path("gridPos");
    }

    private static ObjectNode variable(ObjectNode dashboard, int index) {
        return (ObjectNode) dashboard.at("/templating/list/" + index);
    }

    private static ObjectNode annotation(ObjectNode dashboard) {
        return (ObjectNode) dashboard.at("/annotations/list/0");
    }
}
