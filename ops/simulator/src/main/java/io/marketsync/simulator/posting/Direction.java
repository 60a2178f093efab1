package io.marketsync.simulator.posting;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Body;

/** {@code sort_dir}; Ozon's schema says upper case, its examples lower, so either is taken. */
enum Direction {
    ASC,
    DESC;

    static Direction of(Body body) {
        return switch (body.textOrEmpty("sort_dir").toUpperCase(Locale.ROOT)) {
            case "", "ASC" -> ASC;
            case "DESC" -> DESC;
            default -> throw Refusal.invalid("Request validation error: sort_dir must be ASC or DESC");
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    <T> List<T> arrange(List<T> ascending) {
        return this == ASC ? ascending : ascending.reversed();
    }

    /** Whether {@code position} comes after {@code mark} when read in this direction. */
    boolean isPast(Position position, Position mark) {
        Comparator<Position> order = this == ASC ? Comparator.naturalOrder() : Comparator.reverseOrder();
        return order.compare(position, mark) > 0;
    }
}
