package io.marketsync.standalone;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.marketsync.simulator.Simulator;
import io.marketsync.simulator.SimulatorConfig;
import io.marketsync.simulator.fault.FaultKind;
import io.marketsync.simulator.fault.FaultPlan;
import io.marketsync.simulator.fault.FaultRule;
import io.marketsync.simulator.limit.CallLog;
import io.marketsync.simulator.webhook.DeliveryFaults;
import io.marketsync.simulator.world.Demand;
import io.marketsync.testing.Printed;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code ops/dev/drill day}: ten shops trade for a day that takes minutes. Buyers order what the marketplace shows, orders are packed,
 * split, cancelled and shipped so many times faster than in life, sellers' systems count their stock, the marketplace misbehaves, webhooks
 * are lost, doubled and late, and the product is killed once and stopped once. Budgets, the pacing of pairs and the queue stay on wall time.
 *
 * <p>How fresh orders are kept is business time, too, and so the product pulls every minute instead of every five, and stock waits for
 * orders of the last seconds.
 */
class DayOfTradeDrill {

    private static final int SHOPS = 10;
    private static final Duration SELLERS_TURN = Duration.ofSeconds(8);
    private static final Duration OPENS_AFTER = Duration.ofSeconds(150);
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(10);
    private static final int POSTINGS = Integer.getInteger("day.postings", 20_000);
    private static final int CHANGES = Integer.getInteger("day.changes", 50_000);
    private static final Duration DAY = Duration.ofMinutes(Integer.getInteger("day.minutes", 15));

    /** Each kind spoils so many calls. */
    private static final double FAULTS = 0.003;

    private static final String ALL = "*";
    private static final String STOCKS = "/v2/products/stocks";

    /** Ozon's limits, in any second and any minute of the day. */
    private static final int PER_SECOND = 50;

    private static final int STOCKS_PER_MINUTE = 80;

    private static final List<FaultKind> KINDS = List.of(
            FaultKind.LATENCY,
            FaultKind.STATUS429,
            FaultKind.STATUS500,
            FaultKind.HTML502,
            FaultKind.ERROR_IN_200,
            FaultKind.EMPTY_BODY,
            FaultKind.RESET_BEFORE,
            FaultKind.RESET_AFTER_COMMIT,
            FaultKind.TRUNCATED_BODY,
            FaultKind.NUMBERS_AS_STRINGS,
            FaultKind.UNKNOWN_FIELDS,
            FaultKind.SHUFFLED_PAGE,
            FaultKind.REPEAT_CURSOR);

    private static final List<String> PROPERTIES = List.of(
            "-Dmarketsync.schedules.enabled=true",
            "-Dmarketsync.schedules.orders.every=PT1M",
            "-Dmarketsync.schedules.stock.every=PT1M",
            "-Dmarketsync.orders.open-every=PT1M",
            "-Dmarketsync.stock.orders-fresh=PT3S",
            "-Dmarketsync.stock.clock-skew=PT1S",
            "-Dmarketsync.webhooks.senders.ozon.networks=127.0.0.0/8");

    @TempDir
    static Path directory;

    private Simulator simulator;
    private Product product;
    private List<TradingShop> shops;
    private Instant opening;
    private List<FaultPlan.Status> faults;

    @Test
    void atTheEndOfADayEverythingIsAsItIs() throws Exception {
        long seed = Printed.seed(DayOfTradeDrill.class, "day.seed");
        opening = Instant.now().plus(OPENS_AFTER);
        int pace = (int) (Duration.ofDays(1).toMinutes() / DAY.toMinutes());
        SimulatorConfig config = SimulatorConfig.demo()
                .withSeed(seed)
                .withEpoch(opening.minus(Demand.HISTORY))
                .withSellers(SHOPS / 2, 2)
                .withProducts(250)
                .withPostings(300)
                .withArrival(Duration.ofMillis(
                        DAY.multipliedBy(SHOPS).dividedBy(POSTINGS).toMillis()))
                .withPace(pace)
                .withLookingBuyers(true);
        try (Simulator started = Simulator.start(config);
                Product running = new Product(directory, started.port(), PROPERTIES)) {
            simulator = started;
            product = running;
            running.start();
            open(new Random(seed));
            trade();
            Instant end = close();
            settle();
            report(pace, end);
            judge(end);
        }
    }

    /** All shops count what they have, and the marketplace knows of it before the first buyer comes. */
    private void open(Random dice) throws Exception {
        shops = new ArrayList<>();
        List<DemoShop> demos = DemoShop.all(product);
        for (DemoShop demo : demos) {
            shops.add(new TradingShop(
                    demo, simulator.market().shop(demo.clientId), simulator.clock(), new Random(dice.nextLong())));
        }
        for (TradingShop shop : shops) {
            shop.open();
            String address = shop.demo
                    .api
                    .post("/api/v1/shops/" + shop.demo.shop + "/webhook", "")
                    .path("url")
                    .asText();
            simulator.webhooks().subscribe(shop.demo.clientId, address, new DeliveryFaults(0.05, 0.05, 0.05, 2_000));
        }
        for (TradingShop shop : shops) {
            Awaitility.await("the marketplace knows the stock of " + shop.demo.clientId)
                    .atMost(Duration.between(Instant.now(), opening))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(shop::unsettled, List::isEmpty);
        }
        Awaitility.await("the opening").atMost(OPENS_AFTER).until(() -> Instant.now()
                .isAfter(opening));
    }

    private void trade() throws Exception {
        for (FaultKind kind : KINDS) {
            simulator
                    .faults()
                    .add(new FaultRule(null, "/v", null, kind, FaultRule.FOR_EVER, 0, FAULTS, 2_000, 2, null));
        }
        int turns = (int) (DAY.toSeconds() / SELLERS_TURN.toSeconds());
        int rows = 2 * Math.ceilDiv(CHANGES, SHOPS * turns); // what is counted anew is often as it was
        ScheduledExecutorService sellers = Executors.newScheduledThreadPool(SHOPS);
        List<ScheduledFuture<?>> systems = new ArrayList<>();
        for (int i = 0; i < SHOPS; i++) {
            TradingShop shop = shops.get(i);
            systems.add(sellers.scheduleWithFixedDelay(
                    () -> shop.trade(rows),
                    SELLERS_TURN.toMillis() * i / SHOPS,
                    SELLERS_TURN.toMillis(),
                    TimeUnit.MILLISECONDS));
        }
        try {
            awaitPart(systems, 1.0 / 3);
            product.kill();
            product.start();
            awaitPart(systems, 2.0 / 3);
            circleOpens("/v4/posting/fbs/list");
            circleOpens(STOCKS);
            product.stop();
            product.start();
            awaitPart(systems, 1);
        } finally {
            sellers.shutdown();
            sellers.awaitTermination(2, TimeUnit.MINUTES);
        }
    }

    private void circleOpens(String path) {
        String client = shops.getFirst().demo.clientId;
        simulator.faults().add(new FaultRule(null, path, client, FaultKind.CIRCLE_OPEN, 1, 0, 1.0, 0, 20, null));
    }

    private void awaitPart(List<ScheduledFuture<?>> systems, double part) {
        Awaitility.await("postings and changes of the day")
                .atMost(DAY.multipliedBy(2))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    systems.stream().filter(Future::isDone).forEach(TradingShop::rethrow);
                    return placed(Instant.now()) >= part * POSTINGS && changes() >= part * CHANGES;
                });
    }

    /** Nothing happens any more, and nothing is spoilt any more. */
    private Instant close() {
        Instant end = simulator.clock().now();
        simulator.clock().freeze(end);
        faults = simulator.faults().statuses();
        simulator.faults().clear();
        return end;
    }

    private void settle() {
        for (TradingShop shop : shops) {
            Awaitility.await("the postings of " + shop.demo.clientId)
                    .atMost(LONG_ENOUGH)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(
                            () -> {
                                shop.demo.awaitEnd(shop.demo.startPull(), LONG_ENOUGH);
                                return shop.demo.differences();
                            },
                            List::isEmpty);
        }
        for (TradingShop shop : shops) {
            Awaitility.await("the stock of " + shop.demo.clientId)
                    .atMost(LONG_ENOUGH)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(shop::unsettled, List::isEmpty);
        }
    }

    private void report(int pace, Instant end) {
        Printed.figure(
                "a day in %d min (%d times as fast), %d shops, %d pairs",
                Duration.between(opening, end).toMinutes(),
                pace,
                SHOPS,
                shops.stream().mapToInt(TradingShop::pairs).sum());
        Printed.figure(
                "%d postings, %d cancelled; %d orders turned away for want of stock; %d stock changes",
                placed(end),
                shops.stream().mapToLong(shop -> shop.cancellations(end)).sum(),
                shops.stream()
                        .mapToLong(shop -> shop.market.postings().turnedAway())
                        .sum(),
                changes());
        for (JsonNode shop : simulator.webhooks().list()) {
            ((ObjectNode) shop).remove("url"); // is a secret
            Printed.figure("webhooks %s", shop);
        }
        simulator.calls().summaries().stream()
                .filter(summary -> summary.clientId().equals(shops.getFirst().demo.clientId))
                .forEach(summary -> Printed.figure(
                        "calls %s: %d, at most %d in a second and %d in a minute, %s",
                        summary.method(),
                        summary.calls(),
                        summary.maxPerSecond(),
                        summary.maxPerMinute(),
                        summary.statuses()));
        Printed.figure(
                "calls of all shops: %d",
                simulator.calls().summaries().stream()
                        .filter(summary -> summary.method().equals(ALL))
                        .mapToLong(CallLog.Summary::calls)
                        .sum());
        Printed.figure(
                "over a budget: %s; pairs too soon: %d; of any shop at most %d calls in a second, %d of stock in a minute",
                simulator.limits().refusals(),
                tooSoon(),
                most(ALL, CallLog.Summary::maxPerSecond),
                most(STOCKS, CallLog.Summary::maxPerMinute));
        faults.forEach(status -> Printed.figure("%s: %d calls", status.rule().kind(), status.fired()));
        for (TradingShop shop : shops) {
            Map<String, Integer> oversold = shop.oversold(end);
            Printed.figure(
                    "oversold %s: %d units of %d pairs",
                    shop.demo.clientId,
                    oversold.values().stream().mapToInt(Integer::intValue).sum(),
                    oversold.size());
        }
    }

    private void judge(Instant end) throws Exception {
        assertThat(faults)
                .allSatisfy(status ->
                        assertThat(status.fired()).as(status.rule().toString()).isPositive());
        assertThat(simulator.webhooks().list()).hasSize(SHOPS).allSatisfy(shop -> assertThat(
                        shop.path("delivered").asLong())
                .as(shop.toString())
                .isGreaterThan(shop.path("happened").asLong() / 2));
        assertThat(simulator.limits().refusals()).as("calls over a budget").isEmpty();
        assertThat(most(ALL, CallLog.Summary::maxPerSecond)).isPositive().isLessThanOrEqualTo(PER_SECOND);
        assertThat(most(STOCKS, CallLog.Summary::maxPerMinute)).isPositive().isLessThanOrEqualTo(STOCKS_PER_MINUTE);
        assertThat(tooSoon()).as("pairs that came too soon").isZero();
        for (TradingShop shop : shops) {
            assertThat(shop.faultsOfOurs())
                    .as("operations that ended by a fault of ours")
                    .isEmpty();
        }
        for (TradingShop shop : shops) {
            assertThat(shop.demo.differences())
                    .as("postings, cancellations among them")
                    .isEmpty();
            assertThat(shop.wrongPairs()).as("stock").isEmpty();
            assertThat(shop.unaccounted()).as("errors of items").isEmpty();
            assertThat(shop.oversold(end))
                    .as("units that were sold and not there")
                    .isEmpty();
        }
    }

    private int most(String method, ToIntFunction<CallLog.Summary> figure) {
        return simulator.calls().summaries().stream()
                .filter(summary -> summary.method().equals(method))
                .mapToInt(figure)
                .max()
                .orElseThrow();
    }

    private long tooSoon() {
        return shops.stream()
                .mapToLong(shop -> shop.market.stocks().refusedAsTooSoon())
                .sum();
    }

    private long placed(Instant until) {
        return shops.stream().mapToLong(shop -> shop.placed(opening, until)).sum();
    }

    private long changes() {
        return shops.stream().mapToLong(TradingShop::changes).sum();
    }
}
