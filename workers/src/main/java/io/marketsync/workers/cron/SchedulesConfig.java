package io.marketsync.workers.cron;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;

/**
 * What cron asks for, by name of the schedule: {@code marketsync.schedules.orders.kind=orders.pull}. Names are of small letters,
 * digits, dots (then in quotes), underscores and hyphens, at most 40. The process that starts last says what is configured for all of them.
 */
@ConfigMapping(prefix = "marketsync.schedules")
public interface SchedulesConfig {

    /** Whether this process ticks at all. When none does, nothing is asked for until one does again. */
    @WithDefault("true")
    boolean enabled();

    @WithParentName
    Map<String, Entry> byName();

    interface Entry {

        /** False: as if it were not configured. */
        @WithDefault("true")
        boolean enabled();

        /** Kind of the jobs. */
        String kind();

        /**
         * When to tick: minute, hour, day of month, month, day of week; with a field of seconds before them when there are six. For
         * shops: when to look for due ones; looking often spreads their jobs better and costs a statement over all shops.
         */
        String cron();

        /**
         * In whose time the expression is. Times that a change of the clock leaves out tick when it ends, times that come twice tick
         * once; an expression of every hour follows real time.
         */
        @WithDefault("UTC")
        String zone();

        /** Ticks that came while no process ticked: skip, once (the latest of them) or all (the latest, at most missed-limit). */
        @WithDefault("once")
        String missed();

        /** 1 to 100. Each is a job of its own, and all of them are asked for together. */
        @WithDefault("10")
        int missedLimit();

        /**
         * Each shop is synced once within this time, at a moment of its own, unless it was synced otherwise; after a sixth of it when
         * its marketplace has told of something new by webhook. From PT1M to P7D. Not set: a tick is one job of the system. Too short,
         * and the limits on starts leave the stalest shops behind; metrics say how far.
         */
        Optional<Duration> every();

        /** Arguments of the jobs, as JSON. */
        @WithDefault("{}")
        String args();
    }
}
