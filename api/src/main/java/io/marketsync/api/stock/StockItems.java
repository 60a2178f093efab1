package io.marketsync.api.stock;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.marketsync.api.http.PlainText;
import io.marketsync.api.problem.FieldError;
import io.marketsync.stock.StockCount;
import io.marketsync.stock.StockCount.Basis;
import io.marketsync.stock.StockPair;

/** The items of one request: what is to be stored, and what is wrong with the others, by their place in the request. */
final class StockItems {

    static final int LONGEST_CODE = 100;

    private static final int MOST_UNITS = 999_999;

    /** Clocks differ. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private final Instant now;
    private final Map<Integer, StockCount> counts = new LinkedHashMap<>();
    private final Map<Integer, FieldError> errors = new HashMap<>();

    private StockItems(Instant now) {
        this.now = now;
    }

    static StockItems read(List<StockUpdatesRequest.Item> items, Instant now) {
        StockItems read = new StockItems(now);
        Map<StockPair, Integer> seen = new HashMap<>();
        for (int index = 0; index < items.size(); index++) {
            read.add(index, items.get(index));
            StockCount count = read.counts.get(index);
            Integer before = count == null ? null : seen.put(count.pair(), index);
            if (before != null) {
                read.counts.remove(before);
                read.refuse(before, "", "SAID_AGAIN", Map.of("pointer", "#/items/" + index));
            }
        }
        return read;
    }

    List<StockCount> counts() {
        return List.copyOf(counts.values());
    }

    FieldError error(int index) {
        return errors.get(index);
    }

    /** It is older than what is known. */
    void stale(int index) {
        refuse(index, "/version", "OLDER_VERSION", Map.of());
    }

    private void add(int index, StockUpdatesRequest.Item item) {
        if (item == null) {
            refuse(index, "", "NOT_NULL", Map.of());
        } else if (code(index, "/offer", item.offer())
                && code(index, "/warehouse", item.warehouse())
                && oneQuantity(index, item)
                && units(index, item.onHand() == null ? "/available" : "/onHand", quantity(item))
                && units(index, "/safetyStock", safety(item))
                && counted(index, item.countedAt())
                && version(index, item.version())) {
            counts.put(
                    index,
                    new StockCount(
                            new StockPair(item.offer(), item.warehouse()),
                            item.onHand() == null ? Basis.AVAILABLE : Basis.ON_HAND,
                            quantity(item),
                            safety(item),
                            item.countedAt() == null ? now : item.countedAt(),
                            item.version()));
        }
    }

    private boolean code(int index, String member, String code) {
        if (code == null) {
            return refuse(index, member, "NOT_NULL", Map.of());
        }
        if (code.isEmpty() || code.length() > LONGEST_CODE) {
            return refuse(index, member, "SIZE", Map.of("min", 1, "max", LONGEST_CODE));
        }
        return code.matches(PlainText.PRINTABLE) && !code.isBlank()
                || refuse(index, member, "PATTERN", Map.of("regexp", PlainText.PRINTABLE));
    }

    private boolean oneQuantity(int index, StockUpdatesRequest.Item item) {
        return (item.available() == null) != (item.onHand() == null)
                || refuse(index, "", "EXACTLY_ONE", Map.of("names", "available, onHand"));
    }

    private boolean units(int index, String member, int units) {
        if (units < 0) {
            return refuse(index, member, "MIN", Map.of("value", 0));
        }
        return units <= MOST_UNITS || refuse(index, member, "MAX", Map.of("value", MOST_UNITS));
    }

    private boolean counted(int index, Instant countedAt) {
        if (countedAt == null) {
            return true;
        }
        return !countedAt.isAfter(now.plus(AHEAD)) && countedAt.isAfter(Instant.EPOCH)
                || refuse(index, "/countedAt", "NOT_NOW", Map.of());
    }

    private boolean version(int index, Long version) {
        return version == null || version >= 0 || refuse(index, "/version", "MIN", Map.of("value", 0));
    }

    private static int quantity(StockUpdatesRequest.Item item) {
        return item.onHand() == null ? item.available() : item.onHand();
    }

    private static int safety(StockUpdatesRequest.Item item) {
        return item.safetyStock() == null ? 0 : item.safetyStock();
    }

    /** False, for the chain of conditions. */
    private boolean refuse(int index, String member, String code, Map<String, Object> arguments) {
        errors.put(index, FieldError.of("#/items/" + index + member, code, arguments));
        return false;
    }
}
