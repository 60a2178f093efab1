package io.marketsync.workers.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.MeterRegistry;

import io.marketsync.breaker.CallWatch;
import io.marketsync.marketplace.ozon.OzonClient;
import io.marketsync.marketplace.ozon.OzonOrders;
import io.marketsync.offer.OfferStore;
import io.marketsync.permit.PermitGate;
import io.marketsync.posting.PostingLineStore;
import io.marketsync.posting.PostingPages;
import io.marketsync.posting.PostingStore;
import io.marketsync.posting.PullOrders;
import io.marketsync.posting.WatermarkStore;
import io.marketsync.shop.Adapters;
import io.marketsync.shop.KeyOpener;
import io.marketsync.shop.ShopStore;
import io.marketsync.simulator.Simulator;
import io.marketsync.simulator.SimulatorConfig;
import io.marketsync.simulator.fault.FaultKind;
import io.marketsync.simulator.fault.FaultRule;
import io.marketsync.testing.KeyedShops;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestOrders;
import io.marketsync.testing.TestOzon;
import io.marketsync.testing.TestStock;

/** The simulated marketplace, a seller of ours for each of its shops, and orders.pull as the product has it. */
public final class SimulatedOzon implements AutoCloseable {

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
            UUID id = KeyedShops.insert(
                    database, seller, clientId, simulator.keys().of(clientId).value());
            connected.add(new Shop(seller, id, clientId));
        });
        return List.copyOf(connected);
    }

    public OzonClient client(PermitGate gate, CallWatch watch, MeterRegistry registry) {
        return new OzonClient(TestOzon.at(simulator.uri()), gate, watch, registry);
    }

    public PullOrders pullOrders(OzonClient client) {
        PostingStore postings = new PostingStore();
        return new PullOrders(
                new Adapters<>(List.of(new OzonOrders(client, Clock.systemUTC()))),
                KeyedShops.keys(),
                new WatermarkStore(),
                postings,
                new PostingPages(new OfferStore(), postings, new PostingLineStore()),
                TestStock.watch(),
                TestOrders.with(100, 20, 20));
    }

    public KeyOpener opener() {
        return KeyedShops.opener();
    }

    /** As a seller does in the marketplace's cabinet and then here. */
    public void enterAnotherKey(Shop shop) {
        String key = simulator
                .keys()
                .replace(shop.clientId(), null, simulator.clock().now())
                .value();
        database.api()
                .forSeller(
                        shop.seller(),
                        handle -> store.replaceKey(
                                handle,
                                shop.seller(),
                                shop.id(),
                                KeyedShops.sealed(key, shop.seller(), shop.id()),
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
}
