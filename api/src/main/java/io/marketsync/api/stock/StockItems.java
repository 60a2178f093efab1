package io.marketsync.api.stock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.marketsync.api.push.ItemsOf;
import io.marketsync.stock.StockCount;
import io.marketsync.stock.StockCount.Basis;
import io.marketsync.stock.StockPair;

/** What a request says of the stock of pairs. */
final class StockItems extends ItemsOf<StockUpdatesRequest.Item, StockPair, StockCount> {

    private static final int MOST_UNITS = 999_999;

    /** Clocks differ. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private final Instant now;

    StockItems(List<StockUpdatesRequest.Item> items, Instant now) {
        this.now = now;
        read(items);
    }

    @Override
    protected StockPair key(StockCount count) {
        return count.pair();
    }

    @Override
    protected StockCount value(int index, StockUpdatesRequest.Item item) {
        boolean good = present(index, "", item)
                && code(index, "/offer", item.offer())
                && code(index, "/warehouse", item.warehouse())
                && oneQuantity(index, item)
                && units(index, item.onHand() == null ? "/available" : "/onHand", quantity(item))
                && units(index, "/safetyStock", safety(item))
                && counted(index, item.countedAt())
                && version(index, item.version());
        return good
                ? new StockCount(
                        new StockPair(item.offer(), item.warehouse()),
                        item.onHand() == null ? Basis.AVAILABLE : Basis.ON_HAND,
                        quantity(item),
                        safety(item),
                        item.countedAt() == null ? now : item.countedAt(),
                        item.version())
                : null;
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

    private static int quantity(StockUpdatesRequest.Item item) {
        return item.onHand() == null ? item.available() : item.onHand();
    }

    private static int safety(StockUpdatesRequest.Item item) {
        return item.safetyStock() == null ? 0 : item.safetyStock();
    }
}
