package io.marketsync.posting;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.breaker.CallWatch;
import io.marketsync.marketplace.ozon.OzonClient;
import io.marketsync.marketplace.ozon.OzonOrders;
import io.marketsync.simulator.Simulator;
import io.marketsync.simulator.SimulatorConfig;
import io.marketsync.simulator.limit.LimitSettings;
import io.marketsync.simulator.world.Line;
import io.marketsync.simulator.world.Phase;
import io.marketsync.testing.Printed;
import io.marketsync.testing.TestGate;
import io.marketsync.testing.TestOzon;

import static org.assertj.core.api.Assertions.assertThat;

/** Days of a simulated shop, pulled as they pass: what we count is what was ordered, before, while and after postings are split. */
class SimulatedSplitsIT extends PullingShop {

    private static final long SEED = 20261126;
    private static final String CLIENT = "100101";
    private static final Instant EPOCH = Instant.parse("2026-10-01T00:00:00Z");

    private Simulator simulator;

    @BeforeEach
    @Override
    protected void setUp() {
        Printed.seed(SimulatedSplitsIT.class, SEED);
        simulator = Simulator.start(SimulatorConfig.demo()
                .withSeed(SEED)
                .withEpoch(EPOCH)
                .withSellers(1, 1)
                .withProducts(100)
                .withPostings(1_500)
                .withArrival(Duration.ZERO));
        simulator.limits().apply(new LimitSettings(1, 1_000_000, Map.of(), 0, 120));
        super.setUp();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Override
    protected String clientId() {
        return CLIENT;
    }

    @Override
    protected String key() {
        return simulator.keys().of(CLIENT).value();
    }

    @Override
    protected OrderFeed marketplace() {
        OzonClient client = new OzonClient(
                TestOzon.at(simulator.uri()), TestGate.withoutPatience(), CallWatch.NOBODY, new SimpleMeterRegistry());
        return new OzonOrders(client, worldClock());
    }

    @Test
    void unitsAreThoseOrderedBeforeAndAfterSplits() throws Exception {
        long splits = 0;
        for (Instant at = EPOCH.plus(Duration.ofDays(5));
                at.isBefore(EPOCH.plus(Duration.ofDays(8)));
                at = at.plus(Duration.ofHours(4))) {
            simulator.clock().freeze(at);
            now = at;
            pull();
            assertThat(unitsByOrder()).as("at " + at).isEqualTo(orderedByOrder(at));
            assertThat(number("SELECT sum(quantity) FROM posting_line")).isEqualTo(present(at));
            splits = visible(at, posting -> posting.number().parent().isPresent());
        }
        assertThat(splits).as("or nothing was shown").isGreaterThan(10);
        assertThat(number("SELECT count(*) FROM posting WHERE parent_number IS NOT NULL"))
                .isEqualTo(splits);
        assertThat(number("SELECT count(*) FROM posting WHERE status = 'cancelled_from_split_pending'"))
                .isPositive()
                .isEqualTo(visible(now, posting -> posting.phaseAt(now) == Phase.SPLIT_AWAY));
    }

    private Map<String, Long> unitsByOrder() {
        return database.api()
                .forSeller(
                        seller,
                        handle -> new TreeMap<>(handle.createQuery("""
                        SELECT p.order_number, sum(l.quantity) AS units FROM posting p JOIN posting_line l USING (seller_id, shop_id, number)
                        GROUP BY p.order_number""")
                                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                                .collectToMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** What the buyers ordered: of each posting as it was born, and nothing of its parts. */
    private Map<String, Long> orderedByOrder(Instant at) {
        return postings(at).stream()
                .filter(posting -> posting.number().parent().isEmpty())
                .collect(Collectors.groupingBy(
                        posting -> posting.number().order(),
                        TreeMap::new,
                        Collectors.summingLong(
                                posting -> units(posting.contents().ordered()))));
    }

    /** What is in the postings of the moment, but for those whose goods have gone on in others. */
    private long present(Instant at) {
        return postings(at).stream()
                .filter(posting -> posting.phaseAt(at) != Phase.SPLIT_AWAY)
                .mapToLong(posting -> units(posting.linesAt(at)))
                .sum();
    }

    private long visible(Instant at, Predicate<io.marketsync.simulator.world.Posting> which) {
        return postings(at).stream().filter(which).count();
    }

    private List<io.marketsync.simulator.world.Posting> postings(Instant at) {
        return simulator.market().shop(CLIENT).postings().visibleAt(at).toList();
    }

    private static long units(List<Line> lines) {
        return lines.stream().mapToLong(Line::quantity).sum();
    }

    private Clock worldClock() {
        return new Clock() {

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return simulator.clock().now();
            }
        };
    }
}
