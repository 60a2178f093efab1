package io.marketsync.workers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.marketsync.breaker.BreakerConfig;
import io.marketsync.breaker.CallWatch;
import io.marketsync.breaker.CallWindow;
import io.marketsync.marketplace.Marketplace;
import io.marketsync.shop.Adapter;
import io.marketsync.shop.Adapters;
import io.marketsync.workers.Breakers.Guarded;

/** The marketplaces of this process, each with the window that its calls are watched through. Nobody else knows which there are. */
public final class Marketplaces {

    private final List<Adapter> adapters = new ArrayList<>();
    private final List<Guarded> guarded = new ArrayList<>();

    private Marketplaces() {}

    /** @param made each makes one, which tells the watch how its calls end */
    public static Marketplaces of(BreakerConfig breakers, List<Function<CallWatch, Marketplace>> made) {
        Marketplaces all = new Marketplaces();
        made.forEach(make -> {
            CallWindow window = new CallWindow(breakers, System::nanoTime);
            Marketplace marketplace = make.apply(window);
            all.adapters.addAll(marketplace.adapters());
            all.guarded.add(new Guarded(window, marketplace.canary()));
        });
        return all;
    }

    /** Of all of them, those that can do this. */
    <A extends Adapter> Adapters<A> that(Class<A> port) {
        return Adapters.among(port, adapters);
    }

    List<String> names() {
        return guarded.stream().map(each -> each.canary().marketplace()).toList();
    }

    List<Guarded> guarded() {
        return List.copyOf(guarded);
    }
}
