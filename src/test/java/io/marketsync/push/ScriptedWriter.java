package io.marketsync.push;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.marketsync.shop.ShopAccess;

/** A marketplace that has what it was told last, unless a test tells it to answer otherwise. */
public abstract class ScriptedWriter<K, I, V> implements ItemWriter<K, I> {

    public final List<List<I>> calls = new ArrayList<>();
    public final Map<K, V> has = new HashMap<>();
    public final Map<K, ItemError> errors = new HashMap<>();
    /** Whoever is among the items spoils the whole request. */
    public final Set<K> poison = new HashSet<>();
    /** Is never let out. */
    public final Set<K> objectionable = new HashSet<>();
    /** Something that happens while the call of that number, from 0, is under way; it may throw. */
    public final Map<Integer, Runnable> during = new HashMap<>();

    private final int most;
    private final Function<I, K> key;
    private final Function<I, V> value;

    protected ScriptedWriter(int most, Function<I, K> key, Function<I, V> value) {
        this.most = most;
        this.key = key;
        this.value = value;
    }

    @Override
    public String marketplace() {
        return "ozon";
    }

    @Override
    public int most() {
        return most;
    }

    @Override
    public String batchKey(K any) {
        return "";
    }

    @Override
    public Optional<ItemError> objection(I item) {
        return objectionable.contains(key.apply(item))
                ? Optional.of(new ItemError(true, "OBJECTION", "Change it."))
                : Optional.empty();
    }

    @Override
    public Pushed push(ShopAccess shop, List<I> items) {
        calls.add(items);
        boolean spoilt = items.stream().anyMatch(item -> poison.contains(key.apply(item)));
        if (!spoilt) {
            items.stream()
                    .filter(item -> !errors.containsKey(key.apply(item)))
                    .forEach(item -> has.put(key.apply(item), value.apply(item)));
        }
        during.getOrDefault(calls.size() - 1, () -> {}).run();
        return spoilt
                ? new Pushed.Refused(new ItemError(true, "MALFORMED", "Correct it."))
                : new Pushed.Items(items.stream()
                        .map(item -> Optional.ofNullable(errors.get(key.apply(item))))
                        .toList());
    }
}
