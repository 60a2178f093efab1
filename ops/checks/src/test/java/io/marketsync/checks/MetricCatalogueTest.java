package io.marketsync.checks;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.marketsync.checks.MetricCatalogue.Metric;
import io.marketsync.checks.MetricCatalogue.Series;
import io.marketsync.checks.MetricCatalogue.Type;

import static org.assertj.core.api.Assertions.assertThat;

class MetricCatalogueTest {

    private final MetricCatalogue catalogue = MetricCatalogue.load();

    @Test
    void metricsKeepTheNamingRules() {
        assertThat(catalogue.metrics()).hasSizeGreaterThan(20).allSatisfy(metric -> assertThat(findings(metric))
                .isEmpty());
        assertThat(catalogue.metrics()).extracting(Metric::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{4}")
    @CsvSource({
        "jobs_total, COUNTER, queue, '', name does not start with marketsync_",
        "marketsync_jobs, COUNTER, queue, '', only counters end with _total",
        "marketsync_depth_total, GAUGE, queue, '', only counters end with _total",
        "marketsync_wait_millis, HISTOGRAM, queue, 1, no base unit",
        "marketsync_depth, GAUGE, shop_id, '', forbidden label shop_id",
        "marketsync_depth, GAUGE, flavour, '', label flavour has no values",
        "marketsync_wait_seconds, HISTOGRAM, queue, '', a histogram and nothing else has buckets",
        "marketsync_depth, GAUGE, queue, 1, a histogram and nothing else has buckets",
    })
    void aMetricAgainstTheRulesIsCaught(String name, Type type, String label, String bucket, String finding) {
        var buckets = bucket.isEmpty() ? List.<Double>of() : List.of(Double.valueOf(bucket));
        assertThat(findings(new Metric(name, type, List.of(label), buckets))).contains(finding);
    }

    @Test
    void aHistogramHasNoSeriesUnderItsBareName() {
        assertThat(catalogue.series("marketsync_job_duration_seconds")).isEmpty();
        assertThat(catalogue.series("marketsync_job_duration_seconds_bucket"))
                .map(Series::labels)
                .contains(List.of("queue", "kind", "outcome", "le"));
    }

    @Test
    void theLimitOfJobExecutionSlowIsABucketBound() {
        assertThat(catalogue
                        .series("marketsync_job_duration_seconds_bucket")
                        .orElseThrow()
                        .metric()
                        .buckets())
                .isSorted()
                .contains(120.0);
    }

    private List<String> findings(Metric metric) {
        var findings = new ArrayList<String>();
        if (!metric.name().matches("marketsync_[a-z_]+")) {
            findings.add("name does not start with marketsync_");
        }
        if (metric.name().endsWith("_total") != (metric.type() == Type.COUNTER)) {
            findings.add("only counters end with _total");
        }
        if (metric.name().matches(".*_(millis|ms|minutes|hours|kb|mb|percent)(_total)?")) {
            findings.add("no base unit");
        }
        if (metric.buckets().isEmpty() == (metric.type() == Type.HISTOGRAM)) {
            findings.add("a histogram and nothing else has buckets");
        }
        for (var label : metric.labels()) {
            if (MetricCatalogue.FORBIDDEN_LABEL.matcher(label).matches()) {
                findings.add("forbidden label " + label);
            }
            if (!catalogue.labelValues().containsKey(label)) {
                findings.add("label " + label + " has no values");
            }
        }
        return findings;
    }
}
