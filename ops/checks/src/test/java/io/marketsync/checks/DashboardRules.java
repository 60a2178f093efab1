package io.marketsync.checks;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/** What every dashboard keeps to, apart from its layout. A rule that is broken becomes one finding. */
record DashboardRules(MetricCatalogue catalogue) {

    private static final int OLDEST_SCHEMA = 39; // Grafana 10.3
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::\\w+)?}|\\$(\\w+)|\\[\\[(\\w+)]]");
    private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");
    private static final Set<String> GRAFANA_VARIABLES =
            Set.of("__rate_interval", "__interval", "__range", "__all", "__from", "__to");

    List<String> findings(Dashboard dashboard) {
        var findings = new ArrayList<>(DashboardLayout.findings(dashboard));
        checkHead(dashboard, findings);
        checkDataSources(dashboard, findings);
        checkVariables(dashboard, findings);
        dashboard.drawingPanels().forEach(panel -> checkPanel(panel, findings));
        for (var query : dashboard.queries()) {
            new ExpressionRules(catalogue)
                    .findings(query.expression())
                    .forEach(finding -> findings.add(query.place() + ": " + finding));
        }
        return findings;
    }

    static Set<String> uidsUsedTwice(List<Dashboard> dashboards) {
        var seen = new HashSet<String>();
        var twice = new HashSet<String>();
        dashboards.stream().map(Dashboard::uid).filter(uid -> !seen.add(uid)).forEach(twice::add);
        return twice;
    }

    private static void checkHead(Dashboard dashboard, List<String> findings) {
        var json = dashboard.json();
        require(!dashboard.uid().isBlank(), "dashboard has no uid", findings);
        require(!json.path("title").asText().isBlank(), "dashboard has no title", findings);
        require(
                json.path("schemaVersion").asInt() >= OLDEST_SCHEMA,
                "schemaVersion is below " + OLDEST_SCHEMA,
                findings);
        require(!json.has("id"), "dashboard has an id: that belongs to one Grafana", findings);
        require(!json.has("__inputs"), "dashboard has __inputs: provisioning does not fill them", findings);
        require(!json.path("editable").asBoolean(true), "dashboard is editable: edits would be lost", findings);
    }

    private static void checkDataSources(Dashboard dashboard, List<String> findings) {
        require(
                dashboard.variables().stream()
                        .anyMatch(variable -> variable.path("name").asText().equals("datasource")
                                && variable.path("type").asText().equals("datasource")
                                && variable.path("query").asText().equals("prometheus")),
                "there is no variable datasource",
                findings);
        var askers = new ArrayList<>(dashboard.annotations());
        dashboard.drawingPanels().forEach(panel -> {
            askers.add(panel);
            panel.path("targets").forEach(askers::add);
        });
        dashboard.variables().stream()
                .filter(variable -> variable.path("type").asText().equals("query"))
                .forEach(askers::add);
        for (var asker : askers) {
            var name = asker.path("title")
                    .asText(asker.path("name").asText(asker.path("expr").asText()));
            require(
                    asker.path("datasource").path("uid").asText().equals("${datasource}"),
                    "data source of '" + name + "' is not the variable",
                    findings);
        }
    }

    private static void checkVariables(Dashboard dashboard, List<String> findings) {
        var known = new HashSet<>(dashboard.variableNames());
        known.addAll(GRAFANA_VARIABLES);
        for (var text : texts(dashboard.json(), new ArrayList<>())) {
            VARIABLE.matcher(text)
                    .results()
                    .map(match -> match.group().replaceAll("[${}\\[\\]]|:\\w+", ""))
                    .filter(name -> !known.contains(name))
                    .forEach(name -> findings.add("unknown variable " + name + " in: " + text));
        }
    }

    private static void checkPanel(JsonNode panel, List<String> findings) {
        var title = panel.path("title").asText();
        require(!title.isBlank(), "panel " + panel.path("id") + " has no title", findings);
        require(!panel.path("description").asText().isBlank(), title + " has no description", findings);
        var unit = panel.path("fieldConfig").path("defaults").path("unit").asText();
        require(!unit.isBlank(), title + " has no unit", findings);
        require(!panel.path("targets").isEmpty(), title + " has no target", findings);
        var references = new HashSet<String>();
        for (var target : panel.path("targets")) {
            var reference = target.path("refId").asText();
            require(!reference.isBlank(), title + " has a target without refId", findings);
            require(references.add(reference), title + " uses refId " + reference + " twice", findings);
            checkLegend(title, target, findings);
        }
    }

    /** A label that the query adds up over is empty in the legend: every line would carry the same name. */
    private static void checkLegend(String title, JsonNode target, List<String> findings) {
        var query = PromQl.parse(target.path("expr").asText());
        var shown = new LinkedHashSet<String>();
        LEGEND_LABEL
                .matcher(target.path("legendFormat").asText())
                .results()
                .forEach(match -> shown.add(match.group(1)));
        require(
                query.groupLabels().containsAll(shown),
                title + " shows labels " + shown + " but groups by " + query.groupLabels(),
                findings);
        var drawn = new LinkedHashSet<>(query.groupLabels());
        drawn.remove("le");
        require(shown.containsAll(drawn), title + " groups by " + drawn + " but shows only " + shown, findings);
    }

    private static List<String> texts(JsonNode node, List<String> texts) {
        if (node.isTextual()) {
            texts.add(node.asText());
        }
        node.forEach(child -> texts(child, texts));
        return texts;
    }

    private static void require(boolean holds, String finding, List<String> findings) {
        if (!holds) {
            findings.add(finding);
        }
    }
}
