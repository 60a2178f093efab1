package io.marketsync.api.operation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.marketsync.job.Kind;
import io.marketsync.job.Queue;
import io.marketsync.label.FetchLabels;
import io.marketsync.offer.SyncCatalogue;
import io.marketsync.posting.BackfillOrders;
import io.marketsync.posting.PullOrders;
import io.marketsync.price.PushPrices;
import io.marketsync.stock.PushStock;
import io.marketsync.stock.ReconcileStock;

/**
 * What a seller may ask for: a kind, or several that go by one name.
 *
 * @param queue that it is shown in
 * @param members in the order in which their phases are shown
 */
record SyncKind(String name, Queue queue, List<Member> members) {

    /** @param args that a job of the kind starts with */
    record Member(Kind<?> kind, Function<Days, Record> args) {}

    /** All that "sync this shop" means. */
    static final String SHOP = "shop.sync";

    private static final Member ORDERS = new Member(PullOrders.KIND, any -> new PullOrders.Args());
    private static final Member CATALOGUE = new Member(SyncCatalogue.KIND, any -> new SyncCatalogue.Args());
    private static final Member STOCK = new Member(PushStock.KIND, any -> new PushStock.Args());
    private static final Member LABELS = new Member(FetchLabels.KIND, any -> new FetchLabels.Args());

    private static final Map<String, SyncKind> BY_NAME = Stream.of(
                    new SyncKind(SHOP, Queue.NORMAL, List.of(ORDERS, CATALOGUE, STOCK, LABELS)),
                    of(ORDERS),
                    of(CATALOGUE),
                    of(STOCK),
                    of(LABELS),
                    of(new Member(PushPrices.KIND, any -> new PushPrices.Args())),
                    of(new Member(BackfillOrders.KIND, Days::required)),
                    of(new Member(ReconcileStock.KIND, any -> new ReconcileStock.Args())))
            .collect(Collectors.toUnmodifiableMap(SyncKind::name, kind -> kind));

    private static SyncKind of(Member only) {
        return new SyncKind(only.kind.name(), only.kind.queue(), List.of(only));
    }

    static Optional<SyncKind> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** By the alphabet: sellers read them. */
    static Set<String> names() {
        return new TreeSet<>(BY_NAME.keySet());
    }

    /** Of the jobs that sellers may ask for. */
    static Set<Kind<?>> kinds() {
        return BY_NAME.values().stream()
                .flatMap(named -> named.members.stream())
                .map(Member::kind)
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean isSeveral() {
        return members.size() > 1;
    }
}
