package io.marketsync.workers;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;

import io.marketsync.cleanup.CleanUp;
import io.marketsync.cleanup.CleanUpConfig;
import io.marketsync.failure.Reason;
import io.marketsync.job.JobHandler;
import io.marketsync.job.Kind;
import io.marketsync.job.Kinds;
import io.marketsync.job.KindsConfig;
import io.marketsync.job.Outcome;
import io.marketsync.label.FetchLabels;
import io.marketsync.label.LabelsConfig;
import io.marketsync.marketplace.ozon.OzonCatalogue;
import io.marketsync.marketplace.ozon.OzonClient;
import io.marketsync.marketplace.ozon.OzonConfig;
import io.marketsync.marketplace.ozon.OzonKeys;
import io.marketsync.marketplace.ozon.OzonLabels;
import io.marketsync.marketplace.ozon.OzonOrders;
import io.marketsync.marketplace.ozon.OzonPrices;
import io.marketsync.marketplace.ozon.OzonStockList;
import io.marketsync.marketplace.ozon.OzonStocks;
import io.marketsync.marketplace.ozon.OzonWarehouses;
import io.marketsync.offer.CatalogueConfig;
import io.marketsync.offer.CatalogueFeed;
import io.marketsync.offer.OfferStore;
import io.marketsync.offer.SyncCatalogue;
import io.marketsync.permit.ProcessMembers;
import io.marketsync.posting.BackfillOrders;
import io.marketsync.posting.ByNumber;
import io.marketsync.posting.OrderFeed;
import io.marketsync.posting.OrdersConfig;
import io.marketsync.posting.PostingLineStore;
import io.marketsync.posting.PostingPages;
import io.marketsync.posting.PostingStore;
import io.marketsync.posting.PullOrders;
import io.marketsync.posting.WatermarkStore;
import io.marketsync.price.PriceConfig;
import io.marketsync.price.PriceSettingStore;
import io.marketsync.price.PriceStore;
import io.marketsync.price.PushPrices;
import io.marketsync.queue.Admission;
import io.marketsync.queue.RetentionStore;
import io.marketsync.schedule.CronRoom;
import io.marketsync.shop.Adapters;
import io.marketsync.shop.CheckShop;
import io.marketsync.shop.KeyOpener;
import io.marketsync.shop.ShopKeys;
import io.marketsync.shop.ShopStore;
import io.marketsync.stats.RollUpStats;
import io.marketsync.stock.PushStock;
import io.marketsync.stock.ReconcileStock;
import io.marketsync.stock.StockConfig;
import io.marketsync.stock.StockLevelStore;
import io.marketsync.telemetry.CleanUpMetrics;
import io.marketsync.telemetry.JobMetrics;
import io.marketsync.webhook.RefreshOrders;
import io.marketsync.webhook.WebhookInboxStore;

/** Where the container meets the core: every kind this process can run, and what they run on. */
@Singleton
public class WorkerBeans {

    @Produces
    @Singleton
    Workshop workshop(
            @DataSource("workers") AgroalDataSource dataSource,
            MeterRegistry registry,
            SealConfig seal,
            OrdersConfig orders,
            CatalogueConfig catalogue,
            OzonClient client,
            OzonConfig ozon,
            LabelsConfig labels,
            ProcessMembers members,
            PoolsConfig pools,
            StockConfig stock,
            CleanUpConfig keep,
            PriceConfig price,
            KindsConfig limits) {
        Clock clock = Clock.systemUTC();
        ShopStore shops = new ShopStore();
        ShopKeys keys = new ShopKeys(shops, new KeyOpener(seal.privateKeyset()));
        Adapters<OrderFeed> feeds = new Adapters<>(List.of(new OzonOrders(client, clock)));
        WatermarkStore watermarks = new WatermarkStore();
        StockLevelStore levels = new StockLevelStore();
        PostingStore postings = new PostingStore();
        PostingPages pages = new PostingPages(new OfferStore(), postings, new PostingLineStore());
        List<JobHandler<?>> handlers =
                new ArrayList<>(CleanUp.all(keep, new RetentionStore(), new CleanUpMetrics(registry)));
        handlers.addAll(List.of(
                new PullOrders(feeds, keys, watermarks, postings, pages, orders),
                new BackfillOrders(feeds, keys, new ByNumber(postings), pages, orders),
                new RefreshOrders(feeds, keys, new WebhookInboxStore(), new ByNumber(postings), pages),
                syncCatalogue(keys, catalogue, new OzonCatalogue(client)),
                new CheckShop(
                        new Adapters<>(List.of(new OzonKeys(client))),
                        new Adapters<>(List.of(new OzonWarehouses(client))),
                        keys,
                        shops),
                new PushStock(new Adapters<>(List.of(new OzonStocks(client))), keys, levels, stock),
                new ReconcileStock(
                        new Adapters<>(List.of(new OzonStockList(client))),
                        keys,
                        levels,
                        (handle, seller, shop) -> PullOrders.readUntil(watermarks, handle, seller, shop),
                        stock),
                new PushPrices(
                        new Adapters<>(List.of(new OzonPrices(client))),
                        keys,
                        new PriceStore(),
                        new PriceSettingStore(),
                        price),
                new RollUpStats(watermarks),
                new FetchLabels(new Adapters<>(List.of(new OzonLabels(client, ozon))), keys, labels)));
        Kinds kinds = new Kinds(handlers, limits);
        return Workshop.on(
                dataSource, kinds, metrics(registry, kinds), members, clock, new SecureRandom(), ProcessName.of(pools));
    }

    /** Cron is shed first. */
    @Produces
    @Singleton
    CronRoom roomForCron() {
        return new Admission(new SecureRandom())::roomForCron;
    }

    private static SyncCatalogue syncCatalogue(ShopKeys keys, CatalogueConfig catalogue, CatalogueFeed ozon) {
        return new SyncCatalogue(
                new Adapters<>(List.of(ozon)), keys, new OfferStore(), new PostingLineStore()::link, catalogue);
    }

    private static JobMetrics metrics(MeterRegistry registry, Kinds kinds) {
        JobMetrics metrics = new JobMetrics(registry);
        List<String> outcomes = Stream.concat(
                        Arrays.stream(Outcome.values()).map(Outcome::word), Stream.of("snoozed", "discarded"))
                .toList();
        List<String> reasons = Arrays.stream(Reason.values()).map(Reason::word).toList();
        for (Kind<?> kind : kinds.all()) {
            metrics.register(kind.queue().word(), kind.name(), outcomes, reasons);
        }
        return metrics;
    }
}
