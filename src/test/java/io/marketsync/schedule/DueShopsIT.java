package io.marketsync.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.job.JobTarget;

import static io.marketsync.schedule.ManyShops.EVERY;
import static org.assertj.core.api.Assertions.assertThat;

/** Which shops a look finds: those whose own due point has passed, the stalest first. */
class DueShopsIT {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final ManyShops shops = new ManyShops();

    @Test
    void aShopThatWasNeverSyncedIsDueAtOnce() {
        UUID shop = shops.shop();
        assertThat(shops.due(NOW, 10)).containsExactly(shop);
    }

    @Test
    void aShopIsDueOnceWithinEveryPeriodAtAMomentOfItsOwn() {
        List<UUID> all = shops.shops(200, 1);
        shops.allSynced(NOW);
        Map<UUID, List<Instant>> due = new HashMap<>();
        for (Instant at = NOW.plusSeconds(10); !at.isAfter(NOW.plus(EVERY.multipliedBy(3))); at = at.plusSeconds(10)) {
            List<JobTarget> found = shops.look(at, 1000);
            Instant moment = at;
            found.forEach(shop -> due.computeIfAbsent(shop.shopId(), ignored -> new ArrayList<>())
                    .add(moment));
            shops.asked(found, at);
        }
        assertThat(due.keySet()).containsExactlyInAnyOrderElementsOf(all);
        assertThat(due.values()).allSatisfy(moments -> {
            assertThat(moments).hasSize(3);
            assertThat(Duration.between(moments.get(0), moments.get(1))).isEqualTo(EVERY);
            assertThat(Duration.between(moments.get(1), moments.get(2))).isEqualTo(EVERY);
        });
        Map<Instant, Integer> together = new HashMap<>();
        due.values().forEach(moments -> together.merge(moments.getFirst(), 1, Integer::sum));
        assertThat(together).as("looks of one period that found some").hasSizeGreaterThan(25);
        assertThat(together.values()).as("200 shops over 30 looks").allMatch(count -> count <= 20);
    }

    @Test
    void whoeverSyncedAShopMadeItFresh() {
        UUID shop = shops.shop();
        shops.synced(shop, NOW.minusSeconds(1));
        assertThat(shops.due(NOW.minusSeconds(1), 10)).isEmpty();
        assertThat(shops.due(NOW.plus(EVERY), 10)).containsExactly(shop);
    }

    @Test
    void aShopWhoseSyncFailedIsAskedForAgainAtItsNextDuePointAndNotBefore() {
        UUID shop = shops.shop();
        shops.asked(shops.look(NOW, 1), NOW);
        assertThat(shops.due(NOW, 10)).isEmpty();
        assertThat(shops.due(NOW.plus(EVERY), 10)).containsExactly(shop);
    }

    @Test
    void aShopThatWasToldOfIsDueAfterASixthOfItsTimeAndOnceForAllThatWasTold() {
        UUID shop = shops.shop();
        Instant synced = untilDue(shop).minus(EVERY);
        shops.synced(shop, synced);
        shops.told(shop, synced.plusSeconds(1));
        shops.told(shop, synced.plusSeconds(2));
        Instant early = synced.plus(EVERY.dividedBy(6));
        assertThat(shops.due(early.minusSeconds(1), 10)).isEmpty();
        List<JobTarget> found = shops.look(early, 10);
        assertThat(found).extracting(JobTarget::shopId).containsExactly(shop);

        shops.asked(found, early);
        assertThat(shops.due(early.plus(EVERY.dividedBy(2)), 10))
                .as("what was told before it was asked for is looked at with it")
                .isEmpty();
        shops.told(shop, early.plusSeconds(1));
        assertThat(shops.due(early.plusSeconds(2), 10))
                .as("told again, too soon")
                .isEmpty();
        assertThat(shops.due(early.plus(EVERY.dividedBy(6)), 10)).containsExactly(shop);
    }

    @Test
    void shopsThatWereToldOfGoAfterStalerOnes() {
        UUID told = shops.shop();
        UUID stale = shops.shop();
        shops.synced(told, NOW.minus(EVERY.dividedBy(3)));
        shops.told(told, NOW.minusSeconds(1));
        shops.synced(stale, NOW.minus(EVERY.multipliedBy(3)));
        assertThat(shops.due(NOW, 10)).containsExactly(stale, told);
        assertThat(shops.due(NOW, 1)).containsExactly(stale);
    }

    /** The next moment at which the shop is due by itself. */
    private Instant untilDue(UUID shop) {
        shops.synced(shop, NOW);
        Instant at = NOW;
        while (shops.due(at, 1).isEmpty()) {
            at = at.plusSeconds(10);
        }
        return at;
    }

    @Test
    void theStalestGoFirstAndNoMoreThanFit() {
        List<UUID> all = shops.shops(50, 1);
        for (int i = 0; i < all.size(); i++) {
            shops.synced(all.get(i), NOW.minus(Duration.ofHours(1 + (i * 7) % 50)));
        }
        List<UUID> expected = shops.database.superuser().withHandle(handle -> handle.select(
                        "SELECT shop_id FROM freshness ORDER BY succeeded_at LIMIT 20")
                .mapTo(UUID.class)
                .list());
        assertThat(shops.due(NOW, 20)).containsExactlyElementsOf(expected);
        assertThat(shops.due(NOW, 0)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE shop SET attention = 'key_rejected' WHERE id = ?",
                "INSERT INTO pause (scope, name) SELECT 'shop', id::text FROM shop WHERE id = ?"
            })
    void aShopThatCannotBeSyncedIsLeftOutAndNotCountedAsStale(String change) {
        UUID fine = shops.shop();
        UUID held = shops.shop();
        shops.synced(fine, NOW.minus(Duration.ofHours(1)));
        assertThat(shops.due(NOW, 10)).containsExactly(held, fine);
        shops.change(change, held);
        assertThat(shops.due(NOW, 10)).containsExactly(fine);
        assertThat(staleness(NOW)).isEqualTo("1 1 1 01:00:00");
    }

    @Test
    void aPausedMarketplaceIsLeftOutAndGrowsStale() {
        shops.shop();
        shops.change("INSERT INTO pause (scope, name) VALUES ('marketplace', 'ozon')");
        assertThat(shops.due(NOW, 10)).isEmpty();
        assertThat(staleness(NOW)).startsWith("1 1 1 ");
    }

    @Test
    void aSellerWithManyShopsLeavesRoomForOthers() {
        List<UUID> many = shops.shops(1, 50);
        UUID other = shops.shop();
        shops.synced(other, NOW.minus(Duration.ofHours(1)));
        assertThat(shops.due(NOW, 20)).hasSize(7).endsWith(other);
        shops.jobs(3, many.getFirst(), "click:test.pull:ozon", "PROCESSING");
        shops.jobs(2, many.getFirst(), "cron:test.pull:ozon", "ENQUEUED");
        assertThat(shops.due(NOW, 20)).hasSize(2).endsWith(other);
        shops.change(
                "INSERT INTO concurrency_limit (scope, of, running) SELECT 'seller', seller_id, 10 FROM shop WHERE id = ?",
                many.getFirst());
        assertThat(new HashSet<>(shops.due(NOW, 20))).hasSize(16);
    }

    @Test
    void tenThousandShopsAreNothingToThink() {
        shops.shops(2_500, 4);
        shops.allSynced(NOW);
        shops.change("ANALYZE shop, freshness, jobrunr_jobs");
        shops.due(NOW.plusSeconds(10), 10);
        long steady =
                millis(() -> assertThat(shops.due(NOW.plusSeconds(10), 1_000)).hasSizeBetween(150, 600));
        long overloaded = millis(
                () -> assertThat(shops.due(NOW.plus(Duration.ofHours(1)), 10)).hasSize(10));
        System.Logger log = System.getLogger(DueShopsIT.class.getName());
        log.log(System.Logger.Level.WARNING, "10,000 shops: {0} ms, all of them due: {1} ms", steady, overloaded);
        assertThat(List.of(steady, overloaded)).allMatch(millis -> millis < 1_000);
    }

    private static long millis(Runnable look) {
        long start = System.nanoTime();
        look.run();
        return (System.nanoTime() - start) / 1_000_000;
    }

    /** Shops, due, late, and the age of the stalest. */
    private String staleness(Instant at) {
        return shops.database.workers().forSystem(handle -> handle.select(
                        "SELECT shops || ' ' || due || ' ' || late || ' ' || (?::timestamptz - stalest_at)"
                                + " FROM shop_staleness(?, ?, ?)",
                        at,
                        ManyShops.KIND,
                        300,
                        at)
                .mapTo(String.class)
                .one());
    }
}
