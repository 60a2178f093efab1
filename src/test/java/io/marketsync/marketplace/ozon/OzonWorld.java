package io.marketsync.marketplace.ozon;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import io.marketsync.breaker.CallWatch;
import io.marketsync.posting.Feed;
import io.marketsync.posting.Posting;
import io.marketsync.posting.PostingPage;
import io.marketsync.posting.Window;
import io.marketsync.shop.Secret;
import io.marketsync.shop.ShopAccess;
import io.marketsync.simulator.Simulator;
import io.marketsync.simulator.SimulatorConfig;
import io.marketsync.simulator.fault.FaultKind;
import io.marketsync.simulator.fault.FaultRule;
import io.marketsync.simulator.limit.LimitSettings;
import io.marketsync.simulator.world.TimeSource;
import io.marketsync.testing.TestGate;
import io.marketsync.testing.TestOzon;

/** One simulated shop with a month of postings, its clock frozen at the end of it, and our adapter in front of it. */
final class OzonWorld implements AutoCloseable {

    static final Instant EPOCH = Instant.parse("2026-10-01T00:00:00Z");
    static final Instant NOW = EPOCH.plus(Duration.ofDays(30));
    static final String CLIENT = "100101";

    static final Feed FBS_NEW = new Feed("fbs.new", Feed.Mode.BORN);
    static final Feed FBS_CHANGED = new Feed("fbs.changed", Feed.Mode.CHANGED);
    static final Feed FBS_OPEN = new Feed("fbs.open", Feed.Mode.OPEN);
    static final Feed FBO = new Feed("fbo", Feed.Mode.SWEEP);
    static final Window EVERYTHING = new Window(EPOCH.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(1)));

    static final Window OPEN_CUTOFFS = new Window(NOW.minus(Duration.ofDays(90)), NOW.plus(Duration.ofDays(90)));

    final Simulator simulator;
    final Later time = new Later();
    final OzonOrders orders;
    final OzonKeys keys;
    final OzonStocks stocks;
    final OzonStockList stockList;
    final OzonPrices prices;
    final OzonCatalogue catalogue;
    final OzonWarehouses warehouses;
    final OzonLabels labels;

    OzonWorld(long seed) {
        this(seed, 200, 1_200);
    }

    /** And few postings. */
    static OzonWorld withProducts(long seed, int products) {
        return new OzonWorld(seed, products, 20);
    }

    static OzonWorld withSales(long seed, int products, int postings) {
        return new OzonWorld(seed, products, postings);
    }

    /** And few products. */
    static OzonWorld withPostings(long seed, int postings) {
        return new OzonWorld(seed, 20, postings);
    }

    private OzonWorld(long seed, int products, int postings) {
        simulator = Simulator.start(
                SimulatorConfig.demo()
                        .withSeed(seed)
                        .withEpoch(EPOCH)
                        .withSellers(1, 1)
                        .withProducts(products)
                        .withPostings(postings)
                        .withArrival(Duration.ZERO),
                time);
        simulator.clock().freeze(NOW);
        simulator.limits().apply(new LimitSettings(1, 1_000_000, Map.of(), 0, 120));
        orders = adapter(TestOzon.at(simulator.uri()));
        keys = keys(TestOzon.at(simulator.uri()));
        stocks = new OzonStocks(client(TestOzon.at(simulator.uri())));
        stockList = stockList(TestOzon.at(simulator.uri()));
        prices = new OzonPrices(client(TestOzon.at(simulator.uri())));
        catalogue = catalogue(TestOzon.at(simulator.uri()));
        warehouses = warehouses(TestOzon.at(simulator.uri()));
        labels = new OzonLabels(client(TestOzon.at(simulator.uri())), TestOzon.at(simulator.uri()));
    }

    /** Real time, from which a test may be ahead: what may come so and so often in an hour follows it. */
    static final class Later implements TimeSource {

        private volatile Duration ahead = Duration.ZERO;

        @Override
        public Instant now() {
            return Instant.now().plus(ahead);
        }

        @Override
        public long nanos() {
            return System.nanoTime() + ahead.toNanos();
        }

        void pass(Duration duration) {
            ahead = ahead.plus(duration);
        }
    }

    static OzonOrders adapter(OzonConfig config) {
        return new OzonOrders(client(config), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    static OzonKeys keys(OzonConfig config) {
        return new OzonKeys(client(config));
    }

    static OzonCatalogue catalogue(OzonConfig config) {
        return new OzonCatalogue(client(config));
    }

    static OzonWarehouses warehouses(OzonConfig config) {
        return new OzonWarehouses(client(config));
    }

    static OzonStockList stockList(OzonConfig config) {
        return new OzonStockList(client(config));
    }

    static OzonClient client(OzonConfig config) {
        return new OzonClient(config, TestGate.withoutPatience(), CallWatch.NOBODY, new SimpleMeterRegistry());
    }

    ShopAccess shop() {
        return shop(simulator.keys().of(CLIENT).value());
    }

    static ShopAccess shop(String key) {
        return shop(CLIENT, key);
    }

    static ShopAccess shop(String clientId, String key) {
        return new ShopAccess(UUID.randomUUID(), UUID.randomUUID(), "ozon", clientId, new Secret(key), 1);
    }

    /** The whole feed, page after page. */
    List<PostingPage> pages(Feed feed, Window window) throws InterruptedException {
        List<PostingPage> pages = new ArrayList<>();
        Optional<String> cursor = Optional.of("");
        while (cursor.isPresent()) {
            PostingPage page = orders.page(shop(), feed, window, cursor.get());
            pages.add(page);
            cursor = page.next();
        }
        return pages;
    }

    List<Posting> read(Feed feed, Window window) throws InterruptedException {
        return pages(feed, window).stream()
                .flatMap(page -> page.postings().stream())
                .toList();
    }

    /** What the marketplace knows and lists, without pages and wire. */
    Stream<io.marketsync.simulator.world.Posting> truth(io.marketsync.simulator.world.Scheme scheme) {
        return visible().filter(posting -> posting.scheme() == scheme).filter(posting -> posting.timeline()
                .paidAt(NOW));
    }

    Stream<io.marketsync.simulator.world.Posting> visible() {
        return simulator.market().shop(CLIENT).postings().visibleAt(NOW);
    }

    /** Since they were cleared. */
    int calls() {
        return simulator.calls().recent().size();
    }

    /** From now on each call is answered that way. */
    void misbehave(FaultKind kind, Integer retryAfter, Integer status) {
        simulator.faults().clear();
        simulator
                .faults()
                .add(new FaultRule(null, null, null, kind, FaultRule.FOR_EVER, null, null, null, retryAfter, status));
    }

    @Override
    public void close() {
        simulator.close();
    }
}
