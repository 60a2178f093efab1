package io.marketsync.shop;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;

/** The adapters of this process for one thing to do, by marketplace. */
public final class Adapters<A extends Adapter> {

    private final Map<String, A> byMarketplace;

    public Adapters(Collection<? extends A> adapters) {
        this.byMarketplace =
                adapters.stream().collect(Collectors.toUnmodifiableMap(Adapter::marketplace, Function.identity()));
    }

    /** For a shop that is there: without an adapter this version is not fit for it. */
    public A of(String marketplace) {
        return find(marketplace)
                .orElseThrow(() -> new JobFailure(
                        Reason.BUG, "This version has no adapter for the marketplace " + marketplace + "."));
    }

    /** Not every marketplace can do everything. */
    public Optional<A> find(String marketplace) {
        return Optional.ofNullable(byMarketplace.get(marketplace));
    }

    public Set<String> marketplaces() {
        return byMarketplace.keySet();
    }
}
