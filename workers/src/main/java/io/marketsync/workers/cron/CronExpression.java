package io.marketsync.workers.cron;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;

/**
 * A cron expression in the time of a zone. The library is asked about times without a zone only, because its own handling of changed
 * clocks loses ticks; what a change does is decided here: a time that is left out ticks when the change is over (several such times
 * once), a time that comes twice ticks the first time. An expression of every hour follows real time, through both of two equal hours.
 */
final class CronExpression {

    private static final CronParser FIVE = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    private static final CronParser SIX = new CronParser(withSeconds());

    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private final ExecutionTime times;
    private final ZoneRules zone;
    private final boolean everyHour;

    private CronExpression(Cron cron, ZoneId zone) {
        this.times = ExecutionTime.forCron(cron);
        this.zone = zone.getRules();
        this.everyHour = cron.retrieveFieldsAsMap().get(CronFieldName.HOUR).getExpression() instanceof Always;
    }

    /** @throws IllegalArgumentException saying what is wrong with it */
    static CronExpression of(String expression, String zone) {
        boolean seconds = expression.strip().split("\\s+").length == 6;
        Cron cron = (seconds ? SIX : FIVE).parse(expression).validate();
        return new CronExpression(cron, zone(zone));
    }

    static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(name + " is no time zone, such as Europe/Berlin or UTC");
        }
    }

    /** As the five fields of UNIX, with seconds before them. */
    private static CronDefinition withSeconds() {
        return CronDefinitionBuilder.defineCron()
                .withSeconds()
                .withStrictRange()
                .and()
                .withMinutes()
                .withStrictRange()
                .and()
                .withHours()
                .withStrictRange()
                .and()
                .withDayOfMonth()
                .withStrictRange()
                .and()
                .withMonth()
                .withStrictRange()
                .and()
                .withDayOfWeek()
                .withValidRange(0, 7)
                .withMondayDoWValue(1)
                .withIntMapping(7, 0)
                .withStrictRange()
                .and()
                .instance();
    }

    /** The first tick after this moment; empty when there is none in years, as of the 31st of February. */
    Optional<Instant> next(Instant after) {
        Instant from = after;
        ZoneOffset offset = zone.getOffset(from);
        LocalDateTime local = LocalDateTime.ofInstant(from, offset);
        ZoneOffsetTransition before = zone.previousTransition(from.plusNanos(1));
        if (before != null && !everyHour && before.isOverlap() && local.isBefore(before.getDateTimeBefore())) {
            local = before.getDateTimeBefore().minusSeconds(1);
        }
        while (true) {
            Optional<LocalDateTime> found = nextLocal(local);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Instant next = found.get().toInstant(offset);
            ZoneOffsetTransition change = zone.nextTransition(from);
            if (change == null || next.isBefore(change.getInstant())) {
                return Optional.of(next);
            }
            if (!everyHour && change.isGap() && found.get().isBefore(change.getDateTimeAfter())) {
                return Optional.of(change.getInstant());
            }
            from = change.getInstant();
            offset = change.getOffsetAfter();
            local = (everyHour ? change.getDateTimeAfter() : later(change)).minusSeconds(1);
        }
    }

    /**
     * The last tick after one moment and not after the other.
     *
     * @param until not before {@code after}
     */
    Optional<Instant> latest(Instant after, Instant until) {
        if (isPast(next(after), until)) {
            return Optional.empty();
        }
        // a tick comes after low, none of them after low and the width; a second has room for one
        Instant low = after;
        Duration width = Duration.between(after, until);
        while (width.compareTo(A_SECOND) > 0) {
            Instant middle = low.plus(width.dividedBy(2));
            if (!isPast(next(middle), until)) {
                low = middle;
            }
            width = width.minus(width.dividedBy(2));
        }
        return next(low);
    }

    private static boolean isPast(Optional<Instant> tick, Instant until) {
        return tick.isEmpty() || tick.get().isAfter(until);
    }

    private static LocalDateTime later(ZoneOffsetTransition change) {
        return change.isGap() ? change.getDateTimeAfter() : change.getDateTimeBefore();
    }

    /** The library carries fractions of a second on into its answer. */
    private Optional<LocalDateTime> nextLocal(LocalDateTime after) {
        return times.nextExecution(after.truncatedTo(ChronoUnit.SECONDS).atZone(ZoneOffset.UTC))
                .map(ZonedDateTime::toLocalDateTime);
    }
}
