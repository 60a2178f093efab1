package io.marketsync.simulator.stock;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.marketsync.simulator.Seeds;
import io.marketsync.simulator.world.Buyers;
import io.marketsync.simulator.world.Catalogue;
import io.marketsync.simulator.world.Demand;
import io.marketsync.simulator.world.Posting;
import io.marketsync.simulator.world.PostingBook;
import io.marketsync.simulator.world.Profiles;
import io.marketsync.simulator.world.Scheme;
import io.marketsync.simulator.world.Shelf;
import io.marketsync.simulator.world.ShopProfile;
import io.marketsync.simulator.world.Warehouse;

import static org.assertj.core.api.Assertions.assertThat;

/** What buyers who look at the stock order, beside what those do who do not. */
class LookingBuyersTest {

    private static final Instant EPOCH = Instant.parse("2026-10-01T00:00:00Z");
    private static final Instant END = EPOCH.plus(Demand.HISTORY);
    private static final Duration ARRIVAL = Duration.ofMillis(300);
    private static final Instant LATER = END.plus(ARRIVAL.multipliedBy(1_500));
    private static final long SEED = Seeds.next(LookingBuyersTest.class);

    private final ShopProfile shop = Profiles.of(SEED, 1, 1).getFirst();
    private final Catalogue catalogue = Catalogue.of(SEED, shop.id(), 25);
    private final List<Pair> pairs = pairs();
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final AtomicLong ticks = new AtomicLong();

    private final FreeStock free = new FreeStock(SEED);
    private final PostingBook postings = PostingBook.of(SEED, shop, demand(true), catalogue, free);
    private final StockLedger ledger = new StockLedger(SEED, EPOCH, postings, Optional.of(free));

    private final PostingBook wanted = PostingBook.of(SEED, shop, demand(false), catalogue, Shelf.ENDLESS);
    private final StockLedger blindLedger = new StockLedger(SEED, EPOCH, wanted);

    /** Lives so fast that packing, splits and cancellations fall into the minutes of the test. */
    private static Demand demand(boolean looking) {
        return new Demand(EPOCH, 300, new Buyers(ARRIVAL, 1_000, looking));
    }

    private List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (Warehouse warehouse : shop.warehouses()) {
            if (warehouse.active()) {
                catalogue.sellable().forEach(product -> pairs.add(new Pair(product, warehouse.id())));
            }
        }
        return pairs;
    }

    @Test
    void anOrderIsPlacedExactlyIfAllItsGoodsAreFreeAtItsMoment() {
        int placed = 0;
        Instant before = END;
        for (List<Posting> order : arrivals()) {
            Instant at = order.getFirst().placedAt();
            pushSomething(ledger, before, at);
            boolean there = postings.order(order.getFirst().number().orderId(), at)
                    .findAny()
                    .isPresent();
            StockLedger.Levels levels = ledger.at(at);
            boolean enough = goods(order, at).entrySet().stream()
                    .allMatch(want -> balance(levels, want.getKey()) >= (there ? 0 : want.getValue()));
            assertThat(there).as(order.getFirst().number().text()).isEqualTo(enough);
            placed += there ? 1 : 0;
            before = at;
        }
        assertThat(placed).isPositive();
        assertThat(postings.turnedAway()).isPositive().isEqualTo(arrivals().size() - placed);
    }

    @Test
    void theRunningStockIsWhatTheLevelsSayAtAnyTime() {
        Instant at = EPOCH.plus(Duration.ofDays(20));
        while (at.isBefore(LATER)) {
            Instant next = at.isBefore(END)
                    ? at.plus(Duration.ofHours(random.nextInt(1, 9)))
                    : at.plusMillis(random.nextInt(1, 900));
            pushSomething(ledger, at, next);
            StockLedger.Levels levels = ledger.at(next);
            for (Pair pair : pairs) {
                assertThat(running(pair, next)).isEqualTo(balance(levels, pair));
            }
            at = next;
        }
    }

    @Test
    void nothingIsSoldThatIsNotThere() {
        assertThat(worstOversold(postings, ledger)).isZero();
    }

    @Test
    void buyersWhoDoNotLookOrderMoreThanThereIs() {
        assertThat(worstOversold(wanted, blindLedger)).isPositive();
    }

    @Test
    void aPushThatComesLateCountsFromTheLastOrderThatDidNotSeeIt() {
        Instant last = lastArrival().placedAt();
        Posting placed = postings.placedBy(last).stream()
                .filter(posting ->
                        posting.placedAt().isAfter(END) && !Held.of(posting).isEmpty())
                .reduce((one, next) -> next)
                .orElseThrow();
        Pair pair = Held.of(placed).getFirst().pair();
        ledger.push(pair, 0, placed.placedAt().minusMillis(1), 0);

        assertThat(ledger.at(last).of(pair).updatedAt()).isEqualTo(last);
        assertThat(ledger.at(last).of(pair).oversold()).isZero();
        assertThat(running(pair, last)).isZero();
    }

    @Test
    void theHistoryIsPlacedWhateverThereIs() {
        assertThat(postings.placedBy(END)).isEqualTo(wanted.placedBy(END));
        assertThat(postings.turnedAway()).isZero();
    }

    @Test
    void anOrderThatIsTurnedAwayIsFoundNowhere() {
        pairs.forEach(pair -> ledger.push(pair, 0, END, 0));
        Set<Posting> placed = new HashSet<>(postings.placedBy(LATER));
        List<Posting> never = wanted.placedBy(LATER).stream()
                .filter(posting -> !placed.contains(posting))
                .toList();

        assertThat(never).isNotEmpty().anyMatch(posting -> posting.scheme() == Scheme.FBO);
        for (Posting posting : never) {
            assertThat(postings.find(posting.number().text(), LATER)).isEmpty();
            assertThat(postings.order(posting.number().orderId(), LATER)).isEmpty();
        }
        assertThat(postings.placedBetween(EPOCH, LATER, LATER)).doesNotContainAnyElementsOf(never);
        assertThat(postings.visibleAt(LATER)).doesNotContainAnyElementsOf(never);
        assertThat(placed.stream().map(posting -> posting.number().orderId()))
                .doesNotContainAnyElementsOf(never.stream()
                        .map(posting -> posting.number().orderId())
                        .toList());
    }

    @Test
    void itHoldsWhicheverThreadsPushAndLook() throws Exception {
        AtomicLong millis = new AtomicLong();
        Set<Pair> pushed = ConcurrentHashMap.newKeySet();
        List<Future<?>> runs = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                SplittableRandom own = random.split();
                runs.add(threads.submit(() -> {
                    for (int turn = 0; turn < 250; turn++) {
                        Instant now = END.plusMillis(millis.addAndGet(100));
                        Pair pair = pairs.get(own.nextInt(pairs.size()));
                        ledger.push(pair, own.nextInt(4), now, ticks.addAndGet(StockLedger.GUARD_NANOS));
                        pushed.add(pair);
                        List<Pair> known = List.copyOf(pushed);
                        assertNothingOversold(known, ledger.at(END.plusMillis(millis.get())));
                    }
                }));
            }
        }
        for (Future<?> run : runs) {
            run.get();
        }
        StockLedger.Levels levels = ledger.at(LATER);
        pairs.forEach(pair -> assertThat(running(pair, LATER)).isEqualTo(balance(levels, pair)));
        assertThat(postings.turnedAway()).isPositive();
    }

    private static void assertNothingOversold(List<Pair> pairs, StockLedger.Levels levels) {
        assertThat(pairs)
                .allSatisfy(pair -> assertThat(levels.of(pair).oversold()).isZero());
    }

    /** At any order, of pairs that have been pushed by then. */
    private long worstOversold(PostingBook book, StockLedger stocks) {
        pairs.forEach(pair -> stocks.push(pair, 2, END, ticks.get()));
        long worst = 0;
        Instant before = END;
        for (List<Posting> order : arrivals()) {
            Instant at = order.getFirst().placedAt();
            pushSomething(stocks, before, at);
            StockLedger.Levels levels = stocks.at(at);
            for (Pair pair : pairs) {
                worst = Math.max(worst, levels.of(pair).oversold());
            }
            before = at;
        }
        assertThat(book.placedBy(before)).hasSizeGreaterThan(book.placedBy(END).size() + 100);
        return worst;
    }

    /** Before {@code until}: an order of that instant sees it. */
    private void pushSomething(StockLedger stocks, Instant from, Instant until) {
        if (random.nextInt(3) > 0) {
            Instant at = from.plusMillis(
                    random.nextLong(Duration.between(from, until).toMillis()));
            Pair pair = pairs.get(random.nextInt(pairs.size()));
            stocks.push(pair, random.nextInt(8), at, ticks.addAndGet(StockLedger.GUARD_NANOS));
        }
    }

    /** What buyers would order after the history if they did not look, each order with all its postings. */
    private List<List<Posting>> arrivals() {
        Map<Long, List<Posting>> orders = new LinkedHashMap<>();
        wanted.placedBy(LATER).stream()
                .filter(posting -> posting.placedAt().isAfter(END))
                .forEach(posting -> orders.computeIfAbsent(posting.number().orderId(), id -> new ArrayList<>())
                        .add(posting));
        return List.copyOf(orders.values());
    }

    private Posting lastArrival() {
        return arrivals().getLast().getFirst();
    }

    private static Map<Pair, Long> goods(List<Posting> order, Instant at) {
        Map<Pair, Long> goods = new HashMap<>();
        for (Posting posting : order) {
            for (Held held : Held.of(posting)) {
                if (held.hold().from().equals(at)) {
                    goods.merge(held.pair(), held.quantity(), Long::sum);
                }
            }
        }
        return goods;
    }

    private long running(Pair pair, Instant at) {
        return postings.afterOrdersBy(at, () -> free.of(pair, at));
    }

    private static long balance(StockLedger.Levels levels, Pair pair) {
        return levels.of(pair).free() - levels.of(pair).oversold();
    }
}
