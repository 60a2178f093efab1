package io.marketsync.checks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

/** What marketsync exports: metrics.yml of the test resources, plus the prefixes of what the platform itself exports. */
record MetricCatalogue(List<Metric> metrics, Map<String, List<String>> labelValues) {

    /** A label with one value per seller, shop, order … makes a series of each: never, on any metric. */
    static final Pattern FORBIDDEN_LABEL =
            Pattern.compile("(shop|seller|user|order|posting|offer|sku|job|token|email|login|address)(_?id)?"
                    + "|id|sql|query|exception|message|error|url|path");

    /** Labels that Prometheus adds to every series when it scrapes; its `job` is a group of processes. */
    static final Set<String> SCRAPE_LABELS = Set.of("job", "instance");

    private static final Pattern BUILTIN = Pattern.compile("up|agroal_.+|jvm_.+");

    enum Type {
        GAUGE,
        COUNTER,
        HISTOGRAM
    }

    record Metric(String name, Type type, List<String> labels, List<Double> buckets) {

        /** The names under which Prometheus stores it: the bare name of a histogram has no series. */
        List<Series> series() {
            return switch (type) {
                case GAUGE -> List.of(new Series(this, name, labels, false));
                case COUNTER -> List.of(new Series(this, name, labels, true));
                case HISTOGRAM ->
                    List.of(
                            new Series(this, name + "_bucket", withBound(), true),
                            new Series(this, name + "_count", labels, true),
                            new Series(this, name + "_sum", labels, true));
            };
        }

        private List<String> withBound() {
            return Stream.concat(labels.stream(), Stream.of("le")).toList();
        }
    }

    record Series(Metric metric, String name, List<String> labels, boolean counter) {}

    static MetricCatalogue load() {
        return of(Repository.yaml(Repository.ROOT.resolve("ops/checks/src/test/resources/metrics.yml")));
    }

    static MetricCatalogue of(JsonNode yaml) {
        var metrics = new ArrayList<Metric>();
        for (var metric : yaml.path("metrics")) {
            var type = Type.valueOf(metric.path("type").asText().toUpperCase());
            var bounds = yaml.path("buckets").path(metric.path("buckets").asText());
            metrics.add(new Metric(metric.path("name").asText(), type, texts(metric.path("labels")), doubles(bounds)));
        }
        var values = new LinkedHashMap<String, List<String>>();
        yaml.path("values").properties().forEach(label -> values.put(label.getKey(), texts(label.getValue())));
        return new MetricCatalogue(List.copyOf(metrics), values);
    }

    Optional<Series> series(String name) {
        return metrics.stream()
                .flatMap(metric -> metric.series().stream())
                .filter(series -> series.name().equals(name))
                .findFirst();
    }

    boolean builtin(String name) {
        return BUILTIN.matcher(name).matches();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static List<Double> doubles(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asDouble)
                .toList();
    }
}
