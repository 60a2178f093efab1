package io.marketsync.shop;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.NotOffered;
import io.marketsync.failure.Reason;

/** The adapters of this process for one thing to do, by marketplace. */
public final class Adapters<A extends Adapter> {

    private final Map<String, A> byMarketplace;
    /** Those that can do other things, too. */
    private final Set<String> known;

    public Adapters(Collection<? extends A> adapters) {
        this(adapters, adapters);
    }

    private Adapters(Collection<? extends A> adapters, Collection<? extends Adapter> all) {
        this.byMarketplace =
                adapters.stream().collect(Collectors.toUnmodifiableMap(Adapter::marketplace, Function.identity()));
        this.known = all.stream().map(Adapter::marketplace).collect(Collectors.toUnmodifiableSet());
    }

    /** Of all that marketplaces can do, this. */
    public static <A extends Adapter> Adapters<A> among(Class<A> port, Collection<? extends Adapter> all) {
        return new Adapters<>(
                all.stream().filter(port::isInstance).map(port::cast).toList(), all);
    }

    /**
     * For a shop that is there.
     *
     * @throws NotOffered when its marketplace does other things and not this
     */
    public A of(String marketplace) {
        return find(marketplace).orElseThrow(() -> missing(marketplace));
    }

    private RuntimeException missing(String marketplace) {
        return known.contains(marketplace)
                ? new NotOffered("The marketplace of this shop does not offer this.")
                : new JobFailure(Reason.BUG, "This version has no adapter for the marketplace " + marketplace + ".");
    }

    /** Not every marketplace can do everything. */
    public Optional<A> find(String marketplace) {
        return Optional.ofNullable(byMarketplace.get(marketplace));
    }

    public Set<String> marketplaces() {
        return byMarketplace.keySet();
    }
}
