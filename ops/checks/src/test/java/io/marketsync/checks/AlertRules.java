package io.marketsync.checks;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/** What every alert rule keeps to. A rule that is broken becomes one finding. */
record AlertRules(MetricCatalogue catalogue, Set<String> runbooks, List<Dashboard> dashboards, Set<String> firing) {

    private static final Set<String> SEVERITIES = Set.of("critical", "warning", "info");
    private static final Pattern DURATION = Pattern.compile("(\\d+[smh])+");
    private static final Pattern VALUE_WITH_UNIT = Pattern.compile("\\{\\{ \\$value [^}]*}} [a-z]+");
    private static final Pattern DASHBOARD = Pattern.compile("https://[^/]+/d/([\\w-]+)(?:\\?(.*))?");
    private static final Pattern RUNBOOK = Pattern.compile("https://[^/]+/ops/runbooks/([a-z]+)\\.md");

    static List<JsonNode> alerts(JsonNode ruleFile) {
        var alerts = new ArrayList<JsonNode>();
        for (var group : ruleFile.path("groups")) {
            group.path("rules").forEach(alerts::add);
        }
        return alerts;
    }

    /** Names of alerts that some unit test expects to fire. */
    static Set<String> firingIn(List<JsonNode> testFiles) {
        var firing = new HashSet<String>();
        for (var file : testFiles) {
            for (var test : file.path("tests")) {
                for (var expectation : test.path("alert_rule_test")) {
                    if (!expectation.path("exp_alerts").isEmpty()) {
                        firing.add(expectation.path("alertname").asText());
                    }
                }
            }
        }
        return firing;
    }

    List<String> findings(JsonNode ruleFile) {
        var findings = new ArrayList<String>();
        var alerts = alerts(ruleFile);
        var watched = namesInAbsent(alerts);
        for (var alert : alerts) {
            var about = new ArrayList<String>();
            checkLabels(alert, about);
            checkAnnotations(alert, about);
            checkExpression(alert, watched, about);
            about.forEach(finding -> findings.add(name(alert) + ": " + finding));
        }
        return findings;
    }

    private void checkLabels(JsonNode alert, List<String> findings) {
        require(!name(alert).isBlank(), "has no name", findings);
        require(firing.contains(name(alert)), "has no unit test in which it fires", findings);
        require(DURATION.matcher(alert.path("for").asText()).matches(), "has no duration `for`", findings);
        var labels = alert.path("labels");
        require(SEVERITIES.contains(labels.path("severity").asText()), "severity is none of " + SEVERITIES, findings);
        require(!labels.path("team").asText().isBlank(), "has no team", findings);
        require(!labels.path("component").asText().isBlank(), "has no component", findings);
    }

    private void checkAnnotations(JsonNode alert, List<String> findings) {
        var annotations = alert.path("annotations");
        var summary = annotations.path("summary").asText();
        // absent() is 1 or nothing: there what is missing says more than the value.
        var telling = absence(alert)
                ? summary.contains("$labels.missing")
                : VALUE_WITH_UNIT.matcher(summary).find();
        require(telling, "summary has no value with a unit", findings);
        require(!summary.contains("\n"), "summary is longer than a line", findings);
        require(!annotations.path("description").asText().isBlank(), "has no description", findings);

        var runbook = RUNBOOK.matcher(annotations.path("runbook_url").asText());
        if (!runbook.matches()) {
            findings.add("runbook_url names no runbook");
        } else {
            require(
                    runbook.group(1).equals(name(alert).toLowerCase(Locale.ROOT)),
                    "runbook has another name",
                    findings);
            require(runbooks.contains(runbook.group(1) + ".md"), "runbook does not exist", findings);
        }
        checkDashboard(annotations.path("dashboard_url").asText(), findings);
    }

    private void checkDashboard(String url, List<String> findings) {
        var link = DASHBOARD.matcher(url);
        if (!link.matches()) {
            findings.add("dashboard_url names no dashboard");
            return;
        }
        var dashboard = dashboards.stream()
                .filter(one -> one.uid().equals(link.group(1)))
                .findFirst();
        if (dashboard.isEmpty()) {
            findings.add("dashboard " + link.group(1) + " does not exist");
        } else if (link.group(2) != null) {
            for (var parameter : link.group(2).split("&")) {
                var variable = parameter.replaceFirst("^var-", "").replaceFirst("=.*$", "");
                require(
                        dashboard.get().variableNames().contains(variable),
                        "dashboard has no variable " + variable,
                        findings);
            }
        }
    }

    private void checkExpression(JsonNode alert, Set<String> watched, List<String> findings) {
        var expression = alert.path("expr").asText();
        findings.addAll(new ExpressionRules(catalogue).findings(expression));
        var query = PromQl.parse(expression);
        for (var selector : query.selectors()) {
            catalogue.series(selector.metric()).ifPresent(series -> {
                if (series.metric().type() == MetricCatalogue.Type.GAUGE) {
                    require(
                            watched.contains(series.name()),
                            "nothing fires when " + series.name() + " is absent",
                            findings);
                }
                // Between two bounds histogram_quantile guesses: a limit there fires too early or too late.
                if (series.labels().contains("le")) {
                    require(
                            series.metric().buckets().containsAll(query.limits()),
                            "limits " + query.limits() + " are not all bucket bounds of "
                                    + series.metric().name(),
                            findings);
                }
            });
        }
    }

    private static Set<String> namesInAbsent(List<JsonNode> alerts) {
        var names = new HashSet<String>();
        alerts.stream().filter(AlertRules::absence).forEach(alert -> PromQl.parse(
                        alert.path("expr").asText())
                .selectors()
                .forEach(selector -> names.add(selector.metric())));
        return names;
    }

    static boolean absence(JsonNode alert) {
        return PromQl.parse(alert.path("expr").asText()).functions().contains("absent");
    }

    static String name(JsonNode alert) {
        return alert.path("alert").asText();
    }

    private static void require(boolean holds, String finding, List<String> findings) {
        if (!holds) {
            findings.add(finding);
        }
    }
}
