package io.marketsync.api.operation;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import io.marketsync.job.Kind;
import io.marketsync.offer.SyncCatalogue;
import io.marketsync.posting.PullOrders;
import io.marketsync.stock.PushStock;
import io.marketsync.stock.ReconcileStock;

/** The kinds a seller may ask for, with the arguments such a job starts with. */
record SyncKind(Kind<?> kind, Supplier<Record> args) {

    private static final Map<String, SyncKind> BY_NAME = Map.of(
            PullOrders.KIND.name(), new SyncKind(PullOrders.KIND, PullOrders.Args::new),
            SyncCatalogue.KIND.name(), new SyncKind(SyncCatalogue.KIND, SyncCatalogue.Args::new),
            PushStock.KIND.name(), new SyncKind(PushStock.KIND, PushStock.Args::new),
            ReconcileStock.KIND.name(), new SyncKind(ReconcileStock.KIND, ReconcileStock.Args::new));

    static Optional<SyncKind> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** By the alphabet: sellers read them. */
    static Set<String> names() {
        return new TreeSet<>(BY_NAME.keySet());
    }
}
