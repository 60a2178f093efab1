package io.marketsync.simulator.stock;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.marketsync.simulator.Seeds;
import io.marketsync.simulator.world.Catalogue;
import io.marketsync.simulator.world.Demand;
import io.marketsync.simulator.world.Hold;
import io.marketsync.simulator.world.Phase;
import io.marketsync.simulator.world.Posting;
import io.marketsync.simulator.world.PostingBook;
import io.marketsync.simulator.world.Product;
import io.marketsync.simulator.world.Profiles;
import io.marketsync.simulator.world.Scheme;
import io.marketsync.simulator.world.ShopProfile;

import static org.assertj.core.api.Assertions.assertThat;

class StockLedgerTest {

    private static final Instant EPOCH = Instant.parse("2026-10-01T00:00:00Z");
    private static final Instant PUSHED = EPOCH.plus(Duration.ofDays(12));
    private static final long SEED = Seeds.next(StockLedgerTest.class);

    private final ShopProfile shop = Profiles.of(SEED, 1, 1).getFirst();
    private final Catalogue catalogue = Catalogue.of(SEED, shop.id(), 40);
    private final PostingBook postings = PostingBook.of(SEED, shop, new Demand(EPOCH, 2_000, Duration.ZERO), catalogue);
    private final StockLedger ledger = new StockLedger(SEED, EPOCH, postings);

    @Test
    void whatWaitsToBeShippedIsReserved() {
        Map<Pair, Long> waiting = new HashMap<>();
        postings.visibleAt(PUSHED)
                .filter(posting -> posting.scheme() == Scheme.FBS)
                .filter(posting -> posting.phaseAt(PUSHED).goods() == Phase.Goods.HELD)
                .forEach(posting -> posting.linesAt(PUSHED)
                        .forEach(line -> waiting.merge(
                                new Pair(line.product(), posting.warehouse().id()),
                                (long) line.quantity(),
                                Long::sum)));
        StockLedger.Levels levels = ledger.at(PUSHED);

        assertThat(waiting).isNotEmpty();
        waiting.forEach((pair, quantity) -> {
            if (pair.product().index() != Product.DELETED) {
                assertThat(levels.of(pair).reserved()).isEqualTo(quantity);
            }
        });
    }

    @Test
    void aPushSetsTheFreeStockAndLeavesReservationsAlone() {
        Pair pair = busiestPair();
        long reserved = ledger.at(PUSHED).of(pair).reserved();
        assertThat(ledger.push(pair, 1_000, PUSHED, 0)).isTrue();

        StockLevel level = ledger.at(PUSHED).of(pair);
        assertThat(level).isEqualTo(new StockLevel(1_000, reserved, 0, PUSHED));
        assertThat(level.present()).isEqualTo(1_000 + reserved);
    }

    @Test
    void postingsAfterThePushTakeAndCancellationsGiveBack() {
        Pair pair = busiestPair();
        ledger.push(pair, 1_000, PUSHED, 0);
        Instant later = PUSHED.plus(Duration.ofDays(9));

        long expected = 1_000;
        for (Posting posting : postings.placedBy(later)) {
            for (Hold hold : Hold.of(posting)) {
                boolean same = posting.scheme() == Scheme.FBS
                        && hold.line().product() == pair.product()
                        && posting.warehouse().id() == pair.warehouseId();
                boolean taken = hold.from().isAfter(PUSHED) && !hold.from().isAfter(later);
                boolean given = hold.released()
                        && hold.until().isAfter(PUSHED)
                        && !hold.until().isAfter(later);
                expected += same && given ? hold.line().quantity() : 0;
                expected -= same && taken ? hold.line().quantity() : 0;
            }
        }
        assertThat(expected).isNotEqualTo(1_000);
        assertThat(ledger.at(later).of(pair).free()).isEqualTo(expected);
    }

    @Test
    void moreSoldThanThereWasIsOversold() {
        Pair pair = busiestPair();
        ledger.push(pair, 0, PUSHED, 0);
        StockLevel level = ledger.at(PUSHED.plus(Duration.ofDays(9))).of(pair);

        assertThat(level.free()).isZero();
        assertThat(level.oversold()).isPositive();
    }

    @Test
    void aPairTakesOneUpdateIn30Seconds() {
        Pair pair = busiestPair();

        assertThat(ledger.push(pair, 5, PUSHED, 0)).isTrue();
        assertThat(ledger.push(pair, 6, PUSHED, StockLedger.GUARD_NANOS - 1)).isFalse();
        assertThat(ledger.at(PUSHED).of(pair).free()).isEqualTo(5);
        assertThat(ledger.refusedAsTooSoon()).isOne();
        assertThat(ledger.push(pair, 7, PUSHED, StockLedger.GUARD_NANOS)).isTrue();
        assertThat(ledger.refusedAsTooSoon()).isOne();
    }

    private Pair busiestPair() {
        Map<Pair, Integer> sales = new HashMap<>();
        postings.placedBy(PUSHED.plus(Duration.ofDays(9))).stream()
                .filter(posting ->
                        posting.scheme() == Scheme.FBS && posting.placedAt().isAfter(PUSHED))
                .flatMap(posting -> Hold.of(posting).stream()
                        .filter(hold ->
                                !hold.released() && hold.line().product().index() != Product.DELETED)
                        .map(hold -> new Pair(
                                hold.line().product(), posting.warehouse().id())))
                .forEach(pair -> sales.merge(pair, 1, Integer::sum));
        return sales.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }
}
