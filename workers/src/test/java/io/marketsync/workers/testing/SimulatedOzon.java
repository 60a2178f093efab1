package io.marketsync.workers.testing;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.MeterRegistry;

import io.marketsync.breaker.CallWatch;
import io.marketsync.marketplace.ozon.OzonClient;
import io.marketsync.marketplace.ozon.OzonConfig;
import io.marketsync.marketplace.ozon.OzonOrders;
import io.marketsync.offer.OfferStore;
import io.marketsync.permit.PermitGate;
import io.marketsync.posting.OrdersConfig;
import io.marketsync.posting.PostingLineStore;
import io.marketsync.posting.PostingPages;
import io.marketsync.posting.PostingStore;
import io.marketsync.posting.PullOrders;
import io.marketsync.posting.WatermarkStore;
import io.marketsync.shop.Adapters;
import io.marketsync.shop.KeyOpener;
import io.marketsync.shop.KeySealer;
import io.marketsync.shop.NewShop;
import io.marketsync.shop.SealKeys;
import io.marketsync.shop.Secret;
import io.marketsync.shop.ShopKeys;
import io.marketsync.shop.ShopStore;
import io.marketsync.simulator.Simulator;
import io.marketsync.simulator.SimulatorConfig;
import io.marketsync.simulator.fault.FaultKind;
import io.marketsync.simulator.fault.FaultRule;
import io.marketsync.testing.TestDatabase;

/** The simulated marketplace, a seller of ours for each of its shops, and orders.pull as the product has it. */
public final class SimulatedOzon implements AutoCloseable {

    private static final SealKeys KEYS = SealKeys.generate();

    /** A seller with one shop. */
    public record Shop(UUID seller, UUID id, String clientId) {}

    public final Simulator simulator;
    public final List<Shop> shops;
    private final TestDatabase database;
    private final ShopStore store = new ShopStore();

    private SimulatedOzon(TestDatabase database, int sellers, int postings) {
        this.database = database;
        this.simulator = Simulator.start(SimulatorConfig.demo()
                .withSellers(sellers, 1)
                .withProducts(50)
                .withPostings(postings)
                .withArrival(Duration.ZERO));
        this.shops = connected();
        // what cron and sellers may start in a minute is not what these tests are about
        change("UPDATE start_limit SET per_minute = 1000000, burst = 1000000, tokens = 1000000, spent = '{}'");
    }

    /** @param postings of each shop; a page of them is a call */
    public static SimulatedOzon start(TestDatabase database, int sellers, int postings) {
        return new SimulatedOzon(database, sellers, postings);
    }

    private List<Shop> connected() {
        List<Shop> connected = new ArrayList<>();
        simulator.market().shops().forEach(shop -> {
            String clientId = shop.profile().clientId();
            UUID seller = database.seller("Seller of " + clientId);
            UUID id = UUID.randomUUID();
            Secret key = new Secret(simulator.keys().of(clientId).value());
            NewShop row = new NewShop(
                    id, seller, "ozon", "Shop", clientId, new KeySealer(KEYS.publicKeyset()).seal(key, seller, id), "");
            database.api().forSeller(seller, handle -> store.insert(handle, row));
            connected.add(new Shop(seller, id, clientId));
        });
        return List.copyOf(connected);
    }

    public OzonClient client(PermitGate gate, CallWatch watch, MeterRegistry registry) {
        return new OzonClient(new Config(simulator.uri()), gate, watch, registry);
    }

    public PullOrders pullOrders(OzonClient client) {
        PostingStore postings = new PostingStore();
        return new PullOrders(
                new Adapters<>(List.of(new OzonOrders(client, Clock.systemUTC()))),
                new ShopKeys(store, opener()),
                new WatermarkStore(),
                postings,
                new PostingPages(new OfferStore(), postings, new PostingLineStore()),
                new Orders());
    }

    public KeyOpener opener() {
        return new KeyOpener(KEYS.privateKeyset());
    }

    /** As a seller does in the marketplace's cabinet and then here. */
    public void enterAnotherKey(Shop shop) {
        Secret key = new Secret(simulator
                .keys()
                .replace(shop.clientId(), null, simulator.clock().now())
                .value());
        database.api()
                .forSeller(
                        shop.seller(),
                        handle -> store.replaceKey(
                                handle,
                                shop.seller(),
                                shop.id(),
                                new KeySealer(KEYS.publicKeyset()).seal(key, shop.seller(), shop.id()),
                                ""));
    }

    /** From now on every call, of one shop or of all when it is null, for so many calls. */
    public void misbehave(FaultKind kind, Shop of, int times, Integer retryAfter) {
        simulator
                .faults()
                .add(new FaultRule(
                        null, null, of == null ? null : of.clientId(), kind, times, null, null, 100, retryAfter, null));
    }

    public void behave() {
        simulator.faults().clear();
    }

    /** Calls of a shop that were answered with this status. */
    public long answered(Shop shop, int status) {
        return simulator.calls().summaries().stream()
                .filter(calls -> calls.clientId().equals(shop.clientId())
                        && calls.method().equals("*"))
                .mapToLong(calls -> calls.statuses().getOrDefault(status, 0L))
                .sum();
    }

    public long calls(Shop shop) {
        return simulator.calls().recent().stream()
                .filter(call -> call.clientId().equals(shop.clientId()))
                .count();
    }

    /** Between one call of a shop and its next. */
    public List<Duration> pauses(Shop shop) {
        List<Instant> at = simulator.calls().recent().stream()
                .filter(call -> call.clientId().equals(shop.clientId()))
                .map(call -> call.at())
                .toList();
        return IntStream.range(1, at.size())
                .mapToObj(i -> Duration.between(at.get(i - 1), at.get(i)))
                .toList();
    }

    /** State; failed attempts; outcome of a job. */
    public String job(UUID id) {
        return text("""
                SELECT concat_ws(' ', j.state, r.failures, r.outcome) FROM jobrunr_jobs j LEFT JOIN job_run r ON r.job_id = j.id
                WHERE j.id = ?""", id);
    }

    public String text(String sql, Object... arguments) {
        return database.superuser().withHandle(handle -> handle.select(sql, arguments)
                .mapTo(String.class)
                .findOne()
                .orElse(""));
    }

    public void change(String sql, Object... arguments) {
        database.superuser().useHandle(handle -> handle.execute(sql, arguments));
    }

    @Override
    public void close() {
        simulator.close();
        change("TRUNCATE pause");
    }

    /** Its members are what the product reads from its configuration; limits of a thousand are nobody's concern here. */
    private record Config(URI baseUrl) implements OzonConfig {

        private record Generous(int perSecond, int stocksPerMinute, OptionalInt allPerSecond) implements Limits {}

        @Override
        public Duration connectTimeout() {
            return Duration.ofSeconds(3);
        }

        @Override
        public Duration answerTimeout() {
            return Duration.ofSeconds(20);
        }

        @Override
        public int largestAnswer() {
            return 10 << 20;
        }

        @Override
        public Limits limits() {
            return new Generous(1000, 1000, OptionalInt.empty());
        }
    }

    private static final class Orders implements OrdersConfig {

        @Override
        public Duration overlap() {
            return Duration.ofMinutes(10);
        }

        @Override
        public Duration lookback() {
            return Duration.ofDays(90);
        }

        @Override
        public Duration sweep() {
            return Duration.ofDays(14);
        }

        @Override
        public int pageCap() {
            return 100;
        }

        @Override
        public int heldPerPull() {
            return 20;
        }

        @Override
        public Duration openEvery() {
            return Duration.ofMinutes(15);
        }

        @Override
        public Duration checkEvery() {
            return Duration.ofHours(6);
        }

        @Override
        public int checkedPerPull() {
            return 20;
        }
    }
}
