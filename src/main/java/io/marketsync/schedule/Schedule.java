package io.marketsync.schedule;

import java.time.Duration;
import java.util.Optional;

/**
 * When cron asks for which jobs.
 *
 * @param args of its jobs, as JSON
 * @param expression five fields, or six with seconds first, in the time of {@code zone}
 * @param missedLimit ticks that {@link Missed#ALL} makes up for at most
 * @param every within which each shop is synced once; empty when a tick is one job of the system
 */
public record Schedule(
        String name,
        String kind,
        String args,
        String expression,
        String zone,
        Missed missed,
        int missedLimit,
        Optional<Duration> every) {}
