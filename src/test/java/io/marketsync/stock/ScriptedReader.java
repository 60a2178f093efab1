package io.marketsync.stock;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.marketsync.shop.ShopAccess;

/** A marketplace that has what a test puts there, in pages of a thousand. */
final class ScriptedReader implements StockReader {

    private static final int PAGE = 1000;

    final Map<StockPair, Integer> has = new HashMap<>();
    final List<String> asked = new ArrayList<>();
    /** Something that happens before the page of that number, from 0; it may throw. */
    final Map<Integer, Runnable> before = new HashMap<>();

    @Override
    public String marketplace() {
        return "ozon";
    }

    @Override
    public StockPage page(ShopAccess shop, String warehouse, String cursor) {
        asked.add(warehouse + " " + cursor);
        before.getOrDefault(asked.size() - 1, () -> {}).run();
        Map<String, StockReading> sorted = new TreeMap<>();
        has.forEach((pair, free) -> {
            if (pair.warehouse().equals(warehouse) && pair.offer().compareTo(cursor) > 0) {
                sorted.put(pair.offer(), new StockReading(pair, free, 0));
            }
        });
        List<StockReading> page = sorted.values().stream().limit(PAGE).toList();
        boolean more = sorted.size() > PAGE;
        return new StockPage(page, more ? Optional.of(page.getLast().pair().offer()) : Optional.empty());
    }
}
