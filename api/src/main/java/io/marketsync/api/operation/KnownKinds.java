package io.marketsync.api.operation;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.marketsync.cleanup.CleanUp;
import io.marketsync.imports.ApplyImport;
import io.marketsync.job.Kind;
import io.marketsync.label.FetchLabels;
import io.marketsync.offer.SyncCatalogue;
import io.marketsync.posting.BackfillOrders;
import io.marketsync.posting.PullOrders;
import io.marketsync.price.PushPrices;
import io.marketsync.shop.CheckShop;
import io.marketsync.stats.RollUpStats;
import io.marketsync.stock.PushStock;
import io.marketsync.stock.ReconcileStock;
import io.marketsync.webhook.RefreshOrders;

/** Every kind there is, asked for by sellers or not: what operators can pause and limit. KnownKindsTest finds a forgotten one. */
public final class KnownKinds {

    public static final Set<String> NAMES = Stream.concat(
                    Stream.of(
                            PullOrders.KIND.name(),
                            BackfillOrders.KIND.name(),
                            RefreshOrders.KIND.name(),
                            SyncCatalogue.KIND.name(),
                            PushStock.KIND.name(),
                            PushPrices.KIND.name(),
                            ReconcileStock.KIND.name(),
                            ApplyImport.KIND.name(),
                            RollUpStats.KIND.name(),
                            FetchLabels.KIND.name(),
                            CheckShop.KIND.name()),
                    CleanUp.KINDS.stream().map(Kind::name))
            .collect(Collectors.toUnmodifiableSet());

    private KnownKinds() {}
}
