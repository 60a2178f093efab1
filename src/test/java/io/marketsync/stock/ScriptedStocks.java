package io.marketsync.stock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.marketsync.shop.ShopAccess;

/** A marketplace that has what it was told last, unless a test tells it to answer otherwise. */
final class ScriptedStocks implements StockWriter {

    final List<List<StockItem>> calls = new ArrayList<>();
    final Map<StockPair, Integer> has = new HashMap<>();
    final Map<StockPair, ItemError> errors = new HashMap<>();
    /** Whoever is among the items spoils the whole request. */
    final Set<StockPair> poison = new HashSet<>();
    /** Is never let out. */
    final Set<StockPair> objectionable = new HashSet<>();
    /** Something that happens while the call of that number, from 0, is under way; it may throw. */
    final Map<Integer, Runnable> during = new HashMap<>();

    @Override
    public String marketplace() {
        return "ozon";
    }

    @Override
    public int most() {
        return 100;
    }

    @Override
    public Duration pacing() {
        return Duration.ofSeconds(30);
    }

    @Override
    public String batchKey(StockPair pair) {
        return "";
    }

    @Override
    public Optional<ItemError> objection(StockItem item) {
        return objectionable.contains(item.pair())
                ? Optional.of(new ItemError(true, "OBJECTION", "Change it."))
                : Optional.empty();
    }

    @Override
    public Pushed push(ShopAccess shop, List<StockItem> items) {
        calls.add(items);
        boolean spoilt = items.stream().anyMatch(item -> poison.contains(item.pair()));
        if (!spoilt) {
            items.stream()
                    .filter(item -> !errors.containsKey(item.pair()))
                    .forEach(item -> has.put(item.pair(), item.stock()));
        }
        during.getOrDefault(calls.size() - 1, () -> {}).run();
        return spoilt
                ? new Pushed.Refused(new ItemError(true, "MALFORMED", "Correct it."))
                : new Pushed.Items(items.stream()
                        .map(item -> Optional.ofNullable(errors.get(item.pair())))
                        .toList());
    }
}
