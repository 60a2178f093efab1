package io.marketsync.api.operation;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;

import io.marketsync.api.problem.FieldError;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.posting.BackfillOrders;

/** Of which days a sync is, both included; null where a request does not say. */
record Days(LocalDate from, LocalDate to) {

    /** No marketplace of ours is older. */
    private static final LocalDate FIRST = LocalDate.of(1998, 1, 1);

    BackfillOrders.Args required() {
        require(from, "#/from");
        require(to, "#/to");
        LocalDate latest = LocalDate.now(ZoneOffset.UTC);
        boolean fits = !from.isBefore(FIRST)
                && !to.isAfter(latest)
                && !to.isBefore(from)
                && from.plusDays(BackfillOrders.MOST_DAYS).isAfter(to);
        if (!fits) {
            throw refused(FieldError.of(
                    "#/from",
                    "DAYS",
                    Map.of("latest", latest.toString(), "most", String.valueOf(BackfillOrders.MOST_DAYS))));
        }
        return new BackfillOrders.Args(from, to);
    }

    private static void require(LocalDate day, String pointer) {
        if (day == null) {
            throw refused(FieldError.of(pointer, "NOT_NULL", Map.of()));
        }
    }

    private static ProblemException refused(FieldError error) {
        return ProblemException.of(ProblemCode.VALIDATION_FAILED).error(error);
    }
}
