package io.marketsync.stock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;

import org.jdbi.v3.core.Handle;

import io.marketsync.push.ItemsOf;
import io.marketsync.stock.StockCount.Basis;

/** What a seller says of the stock of pairs, judged item by item. */
public final class StockItems extends ItemsOf<StockUpdate, StockPair, StockCount> {

    private static final int MOST_UNITS = 999_999;

    /** Clocks differ. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private final Instant now;

    /** @param now when it is said: what was counted without a time was counted then */
    public StockItems(List<StockUpdate> items, IntFunction<String> place, Instant now) {
        super(place);
        this.now = now;
        read(items);
    }

    /**
     * Stores what nothing is wrong with; what is not the last word on its pair is refused.
     *
     * @param saidAt as {@link StockLevelStore#put} has it
     */
    public void store(Handle handle, UUID seller, UUID shop, StockLevelStore levels, Instant saidAt) {
        if (values().isEmpty()) {
            return;
        }
        Map<StockPair, StockCount.End> ends = levels.put(handle, seller, shop, List.copyOf(values().values()), saidAt);
        values().forEach((index, count) -> {
            switch (ends.get(count.pair())) {
                case TAKEN -> {}
                case OLDER -> older(index);
                case SAID_LATER -> saidLater(index);
            }
        });
    }

    @Override
    protected StockPair key(StockCount count) {
        return count.pair();
    }

    @Override
    protected StockCount value(int index, StockUpdate item) {
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

    private boolean oneQuantity(int index, StockUpdate item) {
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

    private static int quantity(StockUpdate item) {
        return item.onHand() == null ? item.available() : item.onHand();
    }

    private static int safety(StockUpdate item) {
        return item.safetyStock() == null ? 0 : item.safetyStock();
    }
}
