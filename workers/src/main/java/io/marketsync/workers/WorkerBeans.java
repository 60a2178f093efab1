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
import io.marketsync.imports.ApplyImport;
import io.marketsync.job.JobHandler;
import io.marketsync.job.Kind;
import io.marketsync.job.Kinds;
import io.marketsync.job.KindsConfig;
import io.marketsync.job.Outcome;
import io.marketsync.label.FetchLabels;
import io.marketsync.label.Labels;
import io.marketsync.label.LabelsConfig;
import io.marketsync.offer.CatalogueConfig;
import io.marketsync.offer.CatalogueFeed;
import io.marketsync.offer.OfferStore;
import io.marketsync.offer.SyncCatalogue;
import io.marketsync.permit.ProcessMembers;
import io.marketsync.posting.BackfillOrders;
import io.marketsync.posting.ByNumber;
import io.marketsync.posting.FreshOrders;
import io.marketsync.posting.OrderFeed;
import io.marketsync.posting.OrdersConfig;
import io.marketsync.posting.PostingLineStore;
import io.marketsync.posting.PostingPages;
import io.marketsync.posting.PostingStore;
import io.marketsync.posting.PullOrders;
import io.marketsync.posting.WatermarkStore;
import io.marketsync.price.PriceConfig;
import io.marketsync.price.PriceRules;
import io.marketsync.price.PriceSettingStore;
import io.marketsync.price.PriceStore;
import io.marketsync.price.PriceWriter;
import io.marketsync.price.PushPrices;
import io.marketsync.queue.Admission;
import io.marketsync.queue.RetentionStore;
import io.marketsync.schedule.CronRoom;
import io.marketsync.shop.Adapters;
import io.marketsync.shop.CheckShop;
import io.marketsync.shop.KeyCheck;
import io.marketsync.shop.KeyOpener;
import io.marketsync.shop.ShopKeys;
import io.marketsync.shop.ShopStore;
import io.marketsync.shop.Warehouses;
import io.marketsync.stats.RollUpStats;
import io.marketsync.stock.PushStock;
import io.marketsync.stock.ReconcileStock;
import io.marketsync.stock.StockConfig;
import io.marketsync.stock.StockLevelStore;
import io.marketsync.stock.StockReader;
import io.marketsync.stock.StockWatch;
import io.marketsync.stock.StockWriter;
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
            Marketplaces marketplaces,
            Clock clock,
            LabelsConfig labels,
            ProcessMembers members,
            PoolsConfig pools,
            StockConfig stock,
            CleanUpConfig keep,
            PriceConfig price,
            KindsConfig limits) {
        ShopStore shops = new ShopStore();
        ShopKeys keys = new ShopKeys(shops, new KeyOpener(seal.privateKeyset()));
        Adapters<OrderFeed> feeds = marketplaces.that(OrderFeed.class);
        WatermarkStore watermarks = new WatermarkStore();
        StockLevelStore levels = new StockLevelStore();
        StockWatch watch = new StockWatch(levels, stock);
        PostingStore postings = new PostingStore();
        PostingPages pages = new PostingPages(new OfferStore(), postings, new PostingLineStore());
        List<JobHandler<?>> handlers =
                new ArrayList<>(CleanUp.all(keep, new RetentionStore(), new CleanUpMetrics(registry)));
        handlers.addAll(List.of(
                new PullOrders(feeds, keys, watermarks, postings, pages, watch, orders),
                new BackfillOrders(feeds, keys, new ByNumber(postings), pages, orders),
                new RefreshOrders(feeds, keys, new WebhookInboxStore(), new ByNumber(postings), pages, watch),
                new SyncCatalogue(
                        marketplaces.that(CatalogueFeed.class),
                        keys,
                        new OfferStore(),
                        new PostingLineStore()::link,
                        catalogue),
                new CheckShop(marketplaces.that(KeyCheck.class), marketplaces.that(Warehouses.class), keys, shops),
                new PushStock(
                        marketplaces.that(StockWriter.class),
                        keys,
                        levels,
                        new FreshOrders(feeds, watermarks, stock),
                        stock),
                new ReconcileStock(
                        marketplaces.that(StockReader.class),
                        keys,
                        levels,
                        (handle, seller, shop) -> PullOrders.readUntil(watermarks, handle, seller, shop),
                        stock),
                new PushPrices(
                        marketplaces.that(PriceWriter.class), keys, new PriceStore(), new PriceSettingStore(), price),
                new ApplyImport(levels, new PriceStore(), new PriceSettingStore(), marketplaces.that(PriceRules.class)),
                new RollUpStats(watermarks),
                new FetchLabels(marketplaces.that(Labels.class), keys, labels)));
        Kinds kinds = new Kinds(handlers, limits);
        return Workshop.on(
                dataSource, kinds, metrics(registry, kinds), members, clock, new SecureRandom(), ProcessName.of(pools));
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Cron is shed first. */
    @Produces
    @Singleton
    CronRoom roomForCron() {
        return new Admission(new SecureRandom())::roomForCron;
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
