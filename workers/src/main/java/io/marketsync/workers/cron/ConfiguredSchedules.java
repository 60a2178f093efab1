package io.marketsync.workers.cron;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

import io.marketsync.failure.JobFailure;
import io.marketsync.job.Kind;
import io.marketsync.job.Kinds;
import io.marketsync.schedule.Missed;
import io.marketsync.schedule.Schedule;

/** The schedules of the configuration, each of them checked: a bad one stops the start-up and is named with its property. */
final class ConfiguredSchedules {

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    private final Kinds kinds;

    private ConfiguredSchedules(Kinds kinds) {
        this.kinds = kinds;
    }

    /**
     * @param now a moment after which every expression must still tick
     * @throws IllegalArgumentException naming the property that is wrong
     */
    static List<Schedule> of(SchedulesConfig config, Kinds kinds, Instant now) {
        ConfiguredSchedules checked = new ConfiguredSchedules(kinds);
        List<Schedule> schedules = new ArrayList<>();
        Map<String, String> keepsFresh = new HashMap<>();
        new TreeMap<>(config.byName()).forEach((name, entry) -> {
            Property property = new Property(name);
            property.require(
                    name.matches("[a-z][a-z0-9._-]{0,39}"),
                    "",
                    "is no name of a schedule: small letters, digits, dots, underscores and hyphens, at most 40");
            if (entry.enabled()) {
                Schedule schedule = checked.schedule(property, entry, now);
                String other = schedule.every().isEmpty() ? null : keepsFresh.put(schedule.kind(), name);
                property.require(other == null, ".kind", "is " + schedule.kind() + ", which " + other + " keeps fresh");
                schedules.add(schedule);
            }
        });
        return schedules;
    }

    private Schedule schedule(Property property, SchedulesConfig.Entry entry, Instant now) {
        kind(property, entry);
        property.require(entry.missedLimit() >= 1 && entry.missedLimit() <= 100, ".missed-limit", "must be 1 to 100");
        CronExpression expression = expression(property, entry);
        property.require(expression.next(now).isPresent(), ".cron", "never ticks: " + entry.cron());
        Missed missed = missed(property, entry.missed());
        entry.every().ifPresent(every -> {
            property.require(
                    every.compareTo(SHORTEST) >= 0 && every.compareTo(LONGEST) <= 0 && every.getNano() == 0,
                    ".every",
                    "must be whole seconds from " + SHORTEST + " to " + LONGEST + ", not " + every);
            property.require(
                    missed != Missed.ALL, ".missed", "must not be all: a look at the shops makes up for earlier ones");
        });
        return new Schedule(
                property.name,
                entry.kind(),
                entry.args(),
                entry.cron().strip(),
                entry.zone(),
                missed,
                entry.missedLimit(),
                entry.every());
    }

    private void kind(Property property, SchedulesConfig.Entry entry) {
        Optional<Kind<?>> kind = kinds.all().stream()
                .<Kind<?>>map(known -> known)
                .filter(known -> known.name().equals(entry.kind()))
                .findFirst();
        property.require(
                kind.isPresent(),
                ".kind",
                "is " + entry.kind() + ", which is no kind; kinds are "
                        + new TreeSet<>(kinds.all().stream().map(Kind::name).toList()));
        try {
            Kinds.decode(kind.get(), entry.args());
        } catch (JobFailure unreadable) {
            throw property.wrong(".args", "are no arguments of " + entry.kind() + ": " + entry.args());
        }
    }

    private static CronExpression expression(Property property, SchedulesConfig.Entry entry) {
        try {
            CronExpression.zone(entry.zone());
        } catch (IllegalArgumentException unknown) {
            throw property.wrong(".zone", "cannot be used: " + unknown.getMessage());
        }
        try {
            return CronExpression.of(entry.cron(), entry.zone());
        } catch (IllegalArgumentException unreadable) {
            throw property.wrong(".cron", "is no cron expression: " + unreadable.getMessage());
        }
    }

    private static Missed missed(Property property, String word) {
        try {
            return Missed.of(word);
        } catch (IllegalArgumentException unknown) {
            throw property.wrong(".missed", "must be skip, once or all, not " + word);
        }
    }

    private record Property(String name) {

        void require(boolean holds, String member, String otherwise) {
            if (!holds) {
                throw wrong(member, otherwise);
            }
        }

        IllegalArgumentException wrong(String member, String what) {
            String key = name.matches("[a-z0-9_-]+") ? name : '"' + name + '"';
            return new IllegalArgumentException("marketsync.schedules." + key + member + " " + what);
        }
    }
}
