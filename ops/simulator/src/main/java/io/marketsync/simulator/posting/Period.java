package io.marketsync.simulator.posting;

import java.time.Instant;
import java.time.ZoneOffset;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Body;

/** A span of time, both ends inclusive. */
record Period(Instant from, Instant to) {

    private static final Period ALWAYS = new Period(Instant.EPOCH, Instant.parse("9999-12-31T23:59:59Z"));

    boolean contains(Instant instant) {
        return !instant.isBefore(from) && !instant.isAfter(to);
    }

    /** {@code since} and {@code to} of a list: both required, at most one year. */
    static Period ofList(Body filter) {
        Instant since = required(filter, "since");
        Instant to = required(filter, "to");
        if (to.isBefore(since)) {
            throw Refusal.invalid("Request validation error: filter.since must not be after filter.to");
        }
        if (to.isAfter(since.atOffset(ZoneOffset.UTC).plusYears(1).toInstant())) {
            throw Refusal.invalid("PERIOD_IS_TOO_LONG");
        }
        return new Period(since, to);
    }

    /** An optional span, either end of which may be missing too. */
    static Period optional(Body holder, String from, String to) {
        return new Period(
                holder.instant(from).orElse(ALWAYS.from()), holder.instant(to).orElse(ALWAYS.to()));
    }

    static Period always() {
        return ALWAYS;
    }

    private static Instant required(Body filter, String field) {
        return filter.instant(field)
                .orElseThrow(() -> Refusal.invalid("Request validation error: filter." + field + " is required"));
    }
}
