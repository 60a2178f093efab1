package io.marketsync.api.http;

import java.time.Duration;
import java.util.stream.DoubleStream;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;

/**
 * Makes Quarkus' own request timer {@code marketsync_api_request_duration_seconds{method,route,status}} with fixed
 * buckets; a second timer would measure everything twice.
 */
@Singleton
public class RequestDurations implements MeterFilter {

    private static final String SOURCE = "http.server.requests";
    private static final String NAME = "marketsync.api.request.duration";
    private static final double[] BUCKETS = DoubleStream.of(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10)
            .map(seconds -> seconds * Duration.ofSeconds(1).toNanos())
            .toArray();

    @Override
    public Meter.Id map(Meter.Id id) {
        if (!id.getName().equals(SOURCE)) {
            return id;
        }
        String status = StatusLabel.of(String.valueOf(id.getTag("status")));
        Tags tags = Tags.of(
                "method", MethodLabel.of(String.valueOf(id.getTag("method"))),
                "route", route(String.valueOf(id.getTag("uri")), status),
                "status", status);
        return new Meter.Id(NAME, tags, id.getBaseUnit(), "Time from request to complete answer", id.getType());
    }

    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        if (!id.getName().equals(NAME)) {
            return config;
        }
        return DistributionStatisticConfig.builder()
                .serviceLevelObjectives(BUCKETS)
                .build()
                .merge(config);
    }

    /** An answer cut in the moment of routing may still carry the raw path, which a caller can vary without end. */
    private static String route(String uri, String status) {
        boolean template = uri.contains("{");
        boolean unknown = uri.equals("/" + RouteLabel.UNKNOWN) || status.equals(StatusLabel.ABORTED) && !template;
        return unknown ? RouteLabel.UNKNOWN : uri;
    }
}
