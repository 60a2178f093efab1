package io.marketsync.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.marketsync.checks.PromQl.Selector;

/** What every PromQL expression of an alert or a dashboard keeps to. A rule that is broken becomes one finding. */
record ExpressionRules(MetricCatalogue catalogue) {

    private static final Set<String> RATES = Set.of("rate", "irate", "increase");

    List<String> findings(String expression) {
        var query = PromQl.parse(expression);
        var findings = new ArrayList<String>();
        if (query.selectors().isEmpty()) {
            findings.add("no metric in: " + expression);
        }
        var known = new TreeSet<>(MetricCatalogue.SCRAPE_LABELS);
        for (var selector : query.selectors()) {
            findings.addAll(selectorFindings(selector));
            catalogue.series(selector.metric()).ifPresent(series -> known.addAll(series.labels()));
        }
        if (query.selectors().stream().noneMatch(selector -> catalogue.builtin(selector.metric()))) {
            query.groupLabels().stream()
                    .filter(label -> !known.contains(label))
                    .forEach(label -> findings.add("groups by unknown label " + label));
        }
        query.groupLabels().forEach(label -> forbidden(label, findings));
        return findings;
    }

    private List<String> selectorFindings(Selector selector) {
        var findings = new ArrayList<String>();
        var name = selector.metric();
        selector.labels().forEach(label -> forbidden(label, findings));
        var series = catalogue.series(name);
        if (series.isEmpty()) {
            if (!catalogue.builtin(name)) {
                findings.add("unknown metric '" + name + "'");
            }
        } else {
            selector.labels().stream()
                    .filter(label -> !series.get().labels().contains(label))
                    .filter(label -> !MetricCatalogue.SCRAPE_LABELS.contains(label))
                    .forEach(label -> findings.add("unknown label " + label + " of " + name));
        }
        var counter = series.map(MetricCatalogue.Series::counter).orElse(name.endsWith("_total"));
        if (counter != RATES.contains(selector.function())) {
            findings.add(
                    counter
                            ? "counter " + name + " outside rate, irate and increase"
                            : "gauge " + name + " inside " + selector.function());
        }
        return findings;
    }

    private static void forbidden(String label, List<String> findings) {
        if (!MetricCatalogue.SCRAPE_LABELS.contains(label)
                && MetricCatalogue.FORBIDDEN_LABEL.matcher(label).matches()) {
            findings.add("forbidden label " + label);
        }
    }
}
