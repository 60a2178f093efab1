package io.marketsync.checks;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/** The line that a panel draws is the limit of the alert that its description names: nobody reads two different limits. */
final class LimitRules {

    private static final Pattern ALERT = Pattern.compile("alert ([A-Z]\\w+)");

    private LimitRules() {}

    static List<String> findings(List<JsonNode> alerts, List<Dashboard> dashboards) {
        var panels = dashboards.stream()
                .flatMap(dashboard -> dashboard.drawingPanels().stream())
                .toList();
        var findings = new ArrayList<String>();
        for (var alert : alerts) {
            if (!AlertRules.absence(alert)) {
                checkDrawn(alert, panels, findings);
            }
        }
        var names = new HashSet<>(alerts.stream().map(AlertRules::name).toList());
        panels.forEach(panel -> checkNamed(panel, names, findings));
        return findings;
    }

    private static void checkDrawn(JsonNode alert, List<JsonNode> panels, List<String> findings) {
        var name = AlertRules.name(alert);
        var limits = Set.copyOf(PromQl.parse(alert.path("expr").asText()).limits());
        var drawing =
                panels.stream().filter(panel -> named(panel).contains(name)).toList();
        if (drawing.isEmpty()) {
            findings.add("no panel names alert " + name);
        }
        for (var panel : drawing) {
            if (!lines(panel).equals(limits)) {
                findings.add("panel '" + panel.path("title").asText() + "' draws " + lines(panel) + ", alert " + name
                        + " has " + limits);
            }
        }
    }

    private static void checkNamed(JsonNode panel, Set<String> alerts, List<String> findings) {
        var named = named(panel);
        var title = panel.path("title").asText();
        named.stream()
                .filter(name -> !alerts.contains(name))
                .forEach(name -> findings.add("panel '" + title + "' names alert " + name + ", which does not exist"));
        if (named.isEmpty() && !lines(panel).isEmpty()) {
            findings.add("panel '" + title + "' draws a limit and names no alert");
        }
    }

    private static Set<String> named(JsonNode panel) {
        var names = new HashSet<String>();
        ALERT.matcher(panel.path("description").asText()).results().forEach(match -> names.add(match.group(1)));
        return names;
    }

    private static Set<Double> lines(JsonNode panel) {
        var lines = new HashSet<Double>();
        var defaults = panel.path("fieldConfig").path("defaults");
        for (var step : defaults.path("thresholds").path("steps")) {
            if (step.path("value").isNumber()) {
                lines.add(step.path("value").asDouble());
            }
        }
        return lines;
    }
}
