package io.marketsync.checks;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class AlertTest {

    private static final Path RULES = Repository.ROOT.resolve("alerts/rules/marketsync.rules.yml");
    private static final String BUCKETS = "sum by (le, queue) (rate(marketsync_job_wait_seconds_bucket[5m]))";

    private final AlertRules rules = new AlertRules(
            MetricCatalogue.load(),
            runbooks(),
            Dashboard.all(),
            AlertRules.firingIn(
                    Repository.ruleTests().stream().map(Repository::yaml).toList()));

    @Test
    void alertsKeepTheRules() {
        for (var file : Repository.rules()) {
            assertThat(AlertRules.alerts(Repository.yaml(file)))
                    .as(file.toString())
                    .isNotEmpty();
            assertThat(rules.findings(Repository.yaml(file)))
                    .as(file.toString())
                    .isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"brokenLabels", "brokenAnnotations", "brokenExpressions"})
    void aBrokenAlertIsCaught(String finding, Consumer<ObjectNode> damage) {
        var file = Repository.yaml(RULES).deepCopy();
        damage.accept((ObjectNode) AlertRules.alerts(file).get(0));
        assertThat(rules.findings(file)).anySatisfy(found -> assertThat(found).contains(finding));
    }

    static Stream<Arguments> brokenLabels() {
        return Stream.of(
                broken("has no unit test in which it fires", alert -> alert.put("alert", "QueueFrontlog")),
                broken("has no name", alert -> alert.remove("alert")),
                broken("has no duration", alert -> alert.remove("for")),
                broken("has no duration", alert -> alert.put("for", "soon")),
                broken("severity is none of", alert -> labels(alert).put("severity", "page")),
                broken("has no team", alert -> labels(alert).remove("team")),
                broken("has no component", alert -> labels(alert).remove("component")));
    }

    static Stream<Arguments> brokenAnnotations() {
        return Stream.of(
                annotated("summary has no value with a unit", "summary", "Too many jobs"),
                annotated("summary has no value with a unit", "summary", "{{ $value | humanize }} (limit 50)"),
                annotated("summary is longer than a line", "summary", "{{ $value | humanize }} jobs\nwait"),
                annotated("has no description", "description", ""),
                annotated("runbook_url names no runbook", "runbook_url", "https://code.marketsync.example/"),
                annotated(
                        "runbook has another name",
                        "runbook_url",
                        "https://a.example/ops/runbooks/jobexecutionslow.md"),
                annotated("runbook does not exist", "runbook_url", "https://a.example/ops/runbooks/nowhere.md"),
                annotated("dashboard_url names no dashboard", "dashboard_url", "https://grafana.example/"),
                annotated("dashboard nowhere does not exist", "dashboard_url", "https://a.example/d/nowhere"),
                annotated("has no variable shop", "dashboard_url", "https://a.example/d/marketsync-queues?var-shop=1"));
    }

    static Stream<Arguments> brokenExpressions() {
        return Stream.of(
                expression("unknown metric 'marketsync_job_duration_seconds'", "marketsync_job_duration_seconds > 120"),
                expression("counter marketsync_job_dead_total outside", "marketsync_job_dead_total > 5"),
                expression("unknown label pool", "marketsync_queue_depth{pool=\"high\"} > 50"),
                expression("no metric", "vector(1) > 0"),
                expression("nothing fires when marketsync_pool_busy is absent", "max(marketsync_pool_busy) > 9"),
                expression("are not all bucket bounds", "histogram_quantile(0.95, " + BUCKETS + ") > 100"));
    }

    @Test
    void anAbsenceHasToNameWhatIsMissing() {
        var file = Repository.yaml(RULES).deepCopy();
        var absent = AlertRules.alerts(file).stream()
                .filter(AlertRules::absence)
                .findFirst()
                .orElseThrow();
        ((ObjectNode) absent.path("annotations")).put("summary", "{{ $value | humanize }} things");
        assertThat(rules.findings(file)).containsExactly("QueueMetricsAbsent: summary has no value with a unit");
    }

    @Test
    void aUnitTestCountsOnlyWhenTheAlertFiresInIt() {
        var silent = Repository.yaml("tests: [{alert_rule_test: [{eval_time: 5m, alertname: QueueBacklog}]}]");
        assertThat(AlertRules.firingIn(List.of(silent))).isEmpty();
    }

    @Test
    void panelsDrawTheLimitsOfTheAlertsTheyName() {
        assertThat(LimitRules.findings(allAlerts(), Dashboard.all())).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongLimits")
    void aWrongLimitIsCaught(String finding, Consumer<ObjectNode> damage) {
        var dashboard = Dashboard.all().get(0).json().<ObjectNode>deepCopy();
        damage.accept(dashboard);
        assertThat(LimitRules.findings(allAlerts(), List.of(new Dashboard(dashboard))))
                .anySatisfy(found -> assertThat(found).contains(finding));
    }

    static Stream<Arguments> wrongLimits() {
        return Stream.of(
                broken("draws [60.0], alert QueueBacklog has [50.0]", json -> limit(json)
                        .put("value", 60)),
                broken("draws [], alert QueueBacklog", json -> limit(json).putNull("value")),
                broken("no panel names alert QueueBacklog", json -> waiting(json)
                        .put("description", "Jobs.")),
                broken("draws a limit and names no alert", json -> waiting(json).put("description", "Jobs.")),
                broken("which does not exist", json -> waiting(json).put("description", "See alert QueueTooLong.")));
    }

    private static Arguments annotated(String finding, String annotation, String text) {
        return broken(finding, alert -> ((ObjectNode) alert.path("annotations")).put(annotation, text));
    }

    private static Arguments expression(String finding, String expression) {
        return broken(finding, alert -> alert.put("expr", expression));
    }

    private static Arguments broken(String finding, Consumer<ObjectNode> damage) {
        return arguments(finding, damage);
    }

    private static ObjectNode labels(ObjectNode alert) {
        return (ObjectNode) alert.path("labels");
    }

    private static ObjectNode waiting(ObjectNode dashboard) {
        return (ObjectNode) dashboard.withArray("panels").get(1);
    }

    private static ObjectNode limit(ObjectNode dashboard) {
        var steps = (ArrayNode) waiting(dashboard).at("/fieldConfig/defaults/thresholds/steps");
        return (ObjectNode) steps.get(1);
    }

    private static List<JsonNode> allAlerts() {
        return Repository.rules().stream()
                .flatMap(file -> AlertRules.alerts(Repository.yaml(file)).stream())
                .toList();
    }

    private static Set<String> runbooks() {
        return Repository.runbooks().stream()
                .map(file -> file.getFileName().toString())
                .collect(Collectors.toSet());
    }
}
