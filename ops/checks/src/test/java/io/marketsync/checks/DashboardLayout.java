package io.marketsync.checks;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Panels have an id of their own and lie inside Grafana's 24 columns without covering each other. */
final class DashboardLayout {

    private static final int COLUMNS = 24;

    private record Area(String title, int x, int y, int width, int height) {

        static Area of(JsonNode panel) {
            var grid = panel.path("gridPos");
            return new Area(
                    panel.path("title").asText(),
                    grid.path("x").asInt(-1),
                    grid.path("y").asInt(-1),
                    grid.path("w").asInt(),
                    grid.path("h").asInt());
        }

        boolean inside() {
            return x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= COLUMNS;
        }

        boolean covers(Area other) {
            return x < other.x + other.width
                    && other.x < x + width
                    && y < other.y + other.height
                    && other.y < y + height;
        }
    }

    private DashboardLayout() {}

    static List<String> findings(Dashboard dashboard) {
        var findings = new ArrayList<String>();
        if (dashboard.drawingPanels().isEmpty()) {
            findings.add("dashboard has no panel");
        }
        var ids = new HashSet<Integer>();
        for (var panel : dashboard.panels()) {
            if (!panel.path("id").isInt() || !ids.add(panel.path("id").asInt())) {
                findings.add("panel id " + panel.path("id") + " is missing or used twice");
            }
        }
        var areas = new ArrayList<Area>();
        for (var panel : dashboard.panels()) {
            var area = Area.of(panel);
            if (!area.inside()) {
                findings.add(area.title() + " is outside the " + COLUMNS + " columns");
            }
            areas.stream()
                    .filter(area::covers)
                    .forEach(other -> findings.add(area.title() + " covers " + other.title()));
            areas.add(area);
        }
        return findings;
    }
}
