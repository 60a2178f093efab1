package io.marketsync.checks;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/** A Grafana dashboard, in the words of the checks. */
record Dashboard(JsonNode json) {

    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+),\\s*(\\w+)\\)");

    /** Something to ask Prometheus: where it stands, and the expression. */
    record Query(String place, String expression) {}

    static List<Dashboard> all() {
        return Repository.dashboards().stream()
                .map(file -> new Dashboard(Repository.json(file)))
                .toList();
    }

    String uid() {
        return json.path("uid").asText();
    }

    /** All panels and rows, with those inside collapsed rows. */
    List<JsonNode> panels() {
        var panels = new ArrayList<JsonNode>();
        for (var panel : json.path("panels")) {
            panels.add(panel);
            panel.path("panels").forEach(panels::add);
        }
        return panels;
    }

    List<JsonNode> drawingPanels() {
        return panels().stream()
                .filter(panel -> !panel.path("type").asText().equals("row"))
                .toList();
    }

    List<JsonNode> variables() {
        return list(json.path("templating").path("list"));
    }

    Set<String> variableNames() {
        var names = new LinkedHashSet<String>();
        variables().forEach(variable -> names.add(variable.path("name").asText()));
        return names;
    }

    List<JsonNode> annotations() {
        return list(json.path("annotations").path("list"));
    }

    List<Query> panelQueries() {
        var queries = new ArrayList<Query>();
        for (var panel : drawingPanels()) {
            for (var target : panel.path("targets")) {
                var place = panel.path("title").asText() + ", query "
                        + target.path("refId").asText();
                queries.add(new Query(place, substituted(target.path("expr").asText())));
            }
        }
        return queries;
    }

    /** The queries of panels, annotations and variables. */
    List<Query> queries() {
        var queries = new ArrayList<>(panelQueries());
        for (var annotation : annotations()) {
            var place = "annotation " + annotation.path("name").asText();
            queries.add(new Query(place, substituted(annotation.path("expr").asText())));
        }
        for (var variable : variables()) {
            if (variable.path("type").asText().equals("query")) {
                var place = "variable " + variable.path("name").asText();
                queries.add(new Query(place, seriesBehind(variable)));
            }
        }
        return queries;
    }

    /** label_values(metric, label) is Grafana's, not PromQL: the same question to Prometheus is count by (label) (metric). */
    private static String seriesBehind(JsonNode variable) {
        var matcher = LABEL_VALUES.matcher(variable.path("query").path("query").asText());
        return matcher.matches() ? "count by (" + matcher.group(2) + ") (" + substituted(matcher.group(1)) + ")" : "";
    }

    /** What Grafana does before it asks; `.+` also demands that the label is there. */
    private static String substituted(String expression) {
        return expression
                .replace("$__rate_interval", "5m")
                .replace("$__interval", "1m")
                .replace("$__range", "1h")
                .replaceAll("\\$\\{?\\w+}?", ".+");
    }

    private static List<JsonNode> list(JsonNode array) {
        var list = new ArrayList<JsonNode>();
        array.forEach(list::add);
        return list;
    }
}
