package io.marketsync.checks;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import io.marketsync.checks.MetricCatalogue.Metric;

/** A runbook, by its name and text. What is wrong with it becomes findings. */
record Runbook(String fileName, String text) {

    private static final List<String> SECTIONS =
            List.of("Meaning", "Impact", "Check", "Act", "Verify", "When to escalate");
    private static final Set<String> TABLES =
            Set.of("freshness", "job", "job_run", "jobrunr_jobs", "pg_stat_activity", "shop", "stock_level");
    private static final Pattern HEADING = Pattern.compile("^## (.+)$", Pattern.MULTILINE);
    private static final Pattern METRIC = Pattern.compile("marketsync_[a-z_]*");
    private static final Pattern SQL = Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TABLE = Pattern.compile("\\b(?:from|join|update|into)\\s+([a-z_]+)");
    private static final Pattern WRITE = Pattern.compile("\\b(insert|update|delete|truncate|drop|alter)\\s");

    List<String> findings(Set<String> alerts, MetricCatalogue catalogue) {
        var findings = new ArrayList<String>();
        var title = text.lines().findFirst().orElse("").replaceFirst("^# ", "");
        if (!alerts.contains(title)) {
            findings.add("title '" + title + "' is no alert");
        }
        if (!fileName.equals(title.toLowerCase(Locale.ROOT) + ".md")) {
            findings.add("file is not named after " + title);
        }
        var headings =
                HEADING.matcher(text).results().map(match -> match.group(1)).toList();
        if (!headings.equals(SECTIONS)) {
            findings.add("sections are " + headings);
        }
        if (SECTIONS.stream().anyMatch(section -> text.matches("(?s).*## " + section + "\\n\\s*(## .*|$)"))) {
            findings.add("a section is empty");
        }
        METRIC.matcher(text)
                .results()
                .map(match -> match.group())
                .filter(name -> !known(name, catalogue))
                .forEach(name -> findings.add("unknown metric " + name));
        findings.addAll(sqlFindings());
        return findings;
    }

    /** A command may search for the beginning of names, up to an underscore. */
    private static boolean known(String name, MetricCatalogue catalogue) {
        var beginning = name.endsWith("_") && !name.equals("marketsync_");
        return catalogue.series(name).isPresent()
                || catalogue.metrics().stream()
                        .map(Metric::name)
                        .anyMatch(beginning ? metric -> metric.startsWith(name) : name::equals);
    }

    /** Runbooks read tables; a job is changed by the product only, which keeps state, outcome and unique key together. */
    private Set<String> sqlFindings() {
        var findings = new HashSet<String>();
        for (var block : SQL.matcher(text).results().toList()) {
            var sql = block.group(1).toLowerCase(Locale.ROOT);
            if (WRITE.matcher(sql).find()) {
                findings.add("SQL writes");
            }
            TABLE.matcher(sql)
                    .results()
                    .map(match -> match.group(1))
                    .filter(table -> !TABLES.contains(table))
                    .forEach(table -> findings.add("unknown table " + table));
        }
        return findings;
    }
}
