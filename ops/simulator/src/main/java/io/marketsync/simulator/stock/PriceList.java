package io.marketsync.simulator.stock;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.marketsync.simulator.world.Product;

/** The current prices of one shop. Postings keep the price from the seed: a push changes what is asked, not what was sold. */
public final class PriceList {

    /** Ozon: the price of a product can be updated 10 times per hour. */
    static final int UPDATES_PER_HOUR = 10;

    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();
    private static final BigDecimal MARK_UP = new BigDecimal("1.25");
    private static final BigDecimal FLOOR = new BigDecimal("0.80");

    private final Instant epoch;
    private final Map<Integer, Price> pushed = new HashMap<>();
    private final Map<Integer, ArrayDeque<Long>> updates = new HashMap<>();
    private final Map<Integer, PriceTraffic> traffic = new HashMap<>();
    private final Set<Integer> spoiling = new HashSet<>();

    public PriceList(Instant epoch) {
        this.epoch = epoch;
    }

    public synchronized Price of(Product product) {
        return Optional.ofNullable(pushed.get(product.index())).orElseGet(() -> first(product));
    }

    /** Sets the prices unless the product had ten updates within the last hour, which changes nothing and answers false. */
    public synchronized boolean push(Product product, Price price, long ticks) {
        ArrayDeque<Long> hour = updates.computeIfAbsent(product.index(), index -> new ArrayDeque<>());
        while (!hour.isEmpty() && ticks - hour.peekFirst() >= HOUR_NANOS) {
            hour.removeFirst();
        }
        if (hour.size() >= UPDATES_PER_HOUR) {
            traffic.put(product.index(), traffic(product).tooMany());
            return false;
        }
        hour.addLast(ticks);
        traffic.put(product.index(), traffic(product).and(hour.size()));
        pushed.put(product.index(), price);
        return true;
    }

    /** What came for the product so far. */
    public synchronized PriceTraffic traffic(Product product) {
        return traffic.getOrDefault(product.index(), PriceTraffic.NONE);
    }

    /** From now on the product spoils each request that names it, or no longer: so does a malformed item that nobody knows to be one. */
    public synchronized void spoil(Product product, boolean spoils) {
        if (spoils) {
            spoiling.add(product.index());
        } else {
            spoiling.remove(product.index());
        }
    }

    public synchronized boolean spoils(Product product) {
        return spoiling.contains(product.index());
    }

    private Price first(Product product) {
        return new Price(product.price(), scaled(product, MARK_UP), scaled(product, FLOOR), epoch);
    }

    private static BigDecimal scaled(Product product, BigDecimal factor) {
        return product.price().multiply(factor).setScale(2, RoundingMode.HALF_UP);
    }
}
