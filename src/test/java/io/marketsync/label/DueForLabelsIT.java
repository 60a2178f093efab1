package io.marketsync.label;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.marketsync.job.JobTarget;
import io.marketsync.posting.Stage;
import io.marketsync.schedule.ManyShops;
import io.marketsync.schedule.ShopFreshnessStore;
import io.marketsync.testing.Printed;

import static org.assertj.core.api.Assertions.assertThat;

/** Cron asks for the labels of shops that have some to fetch, and of no others. */
class DueForLabelsIT {

    private static final int SHOPS = Integer.getInteger("label.shops", 200);
    private static final Duration EVERY = Duration.ofMinutes(5);

    private final ManyShops shops = new ManyShops();
    private final ShopFreshnessStore freshness = new ShopFreshnessStore();
    private UUID shop;

    @BeforeEach
    void aShopAmongOthers() {
        shop = shops.shops(3, 1).getFirst();
    }

    @Test
    void aShopWithNothingPackedTakesNoStart() {
        posting("a", "fbs", Stage.AWAITING, 600);
        posting("b", "fbs", Stage.DELIVERING, 600);
        posting("c", "fbo", Stage.PACKED, 600);
        posting("d", "fbs", Stage.PACKED, 30);
        assertThat(due()).isEmpty();
        assertThat(late()).isZero();
    }

    @Test
    void aShopWithAPackedPostingIsDueAndAsStaleAsThat() {
        posting("a", "fbs", Stage.PACKED, 200);
        assertThat(due()).containsExactly(shop);
        assertThat(late())
                .as("packed three minutes ago, whenever labels were fetched last")
                .isZero();
        posting("b", "fbs", Stage.PACKED, 900);
        assertThat(late()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "stored, 0, false",
        "wanted, 10, true",
        "asked, 10, true",
        "refused, 10, true",
        "quarantined, 10, true",
        "refused, -10, false",
        "asked, -10, false"
    })
    void aPostingWithALabelIsDueWhenThereIsSomethingToDo(String state, int dueSecondsAgo, boolean due) {
        posting("a", "fbs", Stage.PACKED, 600);
        shops.change("""
                INSERT INTO label (seller_id, shop_id, number, state, next_try_at, expires_at, stored_at, size, sha256)
                SELECT seller_id, id, 'a', ?, now() - make_interval(secs => ?), now() + interval '1 day',
                    CASE ? WHEN 'stored' THEN now() END, CASE ? WHEN 'stored' THEN 1 END, CASE ? WHEN 'stored' THEN sha256('') END
                FROM shop WHERE id = ?""", state, (double) dueSecondsAgo, state, state, state, shop);
        assertThat(due()).isEqualTo(due ? List.of(shop) : List.of());
    }

    @Test
    void aShopThatWasJustAskedIsLeftToItsJob() {
        posting("a", "fbs", Stage.PACKED, 600);
        shops.database.workers().forSystem(handle -> {
            List<JobTarget> found = freshness.due(handle, FetchLabels.KIND.name(), EVERY, Instant.now(), 10);
            freshness.asked(handle, FetchLabels.KIND.name(), found, Instant.now());
            return null;
        });
        assertThat(due()).isEmpty();
    }

    @Test
    void otherKindsDoNotAskForLabels() {
        List<JobTarget> found = shops.database
                .workers()
                .forSystem(handle -> freshness.due(handle, ManyShops.KIND, EVERY, Instant.now(), 10));
        assertThat(found).hasSize(3);
    }

    @Test
    void whatHadARowWhenAllHadIsNotLookedAtAgain() {
        posting("a", "fbs", Stage.PACKED, 3600);
        shops.change("""
                INSERT INTO sync_watermark (seller_id, shop_id, feed, reached)
                SELECT seller_id, id, 'labels.fetch', now() - interval '40 minutes' FROM shop WHERE id = ?""", shop);
        assertThat(due()).isEmpty();
        posting("b", "fbs", Stage.PACKED, 45 * 60);
        assertThat(due()).as("its transaction may have been under way").containsExactly(shop);
    }

    @Test
    void thatAllHaveARowIsSaidByALookThatFoundThemAll() {
        posting("a", "fbs", Stage.PACKED, 600);
        posting("b", "fbs", Stage.PACKED, 500);
        want(1);
        assertThat(watermarks()).as("the second may be left").isZero();
        want(1);
        assertThat(watermarks()).as("there may be a third").isZero();
        want(1);
        assertThat(watermarks()).isEqualTo(1);
        assertThat(shops.count("label WHERE state = 'wanted' AND shop_id = ?", shop))
                .isEqualTo(2);
    }

    private void want(int most) {
        JobTarget target = shops
                .database
                .workers()
                .forSystem(handle -> freshness.due(handle, ManyShops.KIND, EVERY, Instant.now(), 10))
                .stream()
                .filter(found -> found.shopId().equals(shop))
                .findFirst()
                .orElseThrow();
        shops.database.workers().forSeller(target.sellerId(), handle -> {
            new LabelStore().want(handle, target.sellerId(), shop, Duration.ofMinutes(1), Duration.ofDays(30), most);
            return null;
        });
    }

    private long watermarks() {
        return shops.count("sync_watermark WHERE feed = 'labels.fetch' AND shop_id = ?", shop);
    }

    /** Once a minute cron looks, and each process every 15 s for metrics: what has its label must not cost anything. */
    @Test
    void aLookReadsNothingOfPostingsThatHaveTheirLabels() {
        List<UUID> many = shops.shops(SHOPS, 1);
        UUID[] all = many.toArray(UUID[]::new);
        shops.change("""
                INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, content_hash, changed_at)
                SELECT seller_id, id, n::text, 'fbs', 'x', ?, false, false, '\\x00', now() - interval '2 hours'
                FROM shop, generate_series(1, 100) n WHERE id = ANY (?)""", Stage.PACKED.rank(), all);
        shops.change("""
                INSERT INTO label (seller_id, shop_id, number, state, next_try_at, expires_at, stored_at, size, sha256)
                SELECT seller_id, shop_id, number, 'stored', now(), now() + interval '1 day', now(), 1, sha256('')
                FROM posting WHERE shop_id = ANY (?)""", (Object) all);
        shops.change("""
                INSERT INTO sync_watermark (seller_id, shop_id, feed, reached)
                SELECT seller_id, id, 'labels.fetch', now() - interval '1 hour' FROM shop WHERE id = ANY (?)""", (Object) all);
        UUID[] few = many.subList(0, 10).toArray(UUID[]::new);
        shops.change("""
                INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, content_hash, changed_at)
                SELECT seller_id, id, 'new', 'fbs', 'x', ?, false, false, '\\x00', now() - interval '5 minutes'
                FROM shop WHERE id = ANY (?)""", Stage.PACKED.rank(), few);
        shops.change("ANALYZE shop, freshness, jobrunr_jobs, posting, label, sync_watermark");
        assertThat(due()).containsExactlyInAnyOrder(few);

        long start = System.nanoTime();
        due();
        long blocks = blocksOfALook();
        Printed.figure(
                "A look at %d shops with 100 labels each: %d ms, %d blocks",
                SHOPS, (System.nanoTime() - start) / 1_000_000, blocks);
        assertThat(blocks)
                .as("a few for each shop, and hundreds if its postings were looked at")
                .isLessThan(40L * SHOPS);
        shops.change("DELETE FROM posting WHERE shop_id = ANY (?)", (Object) all);
    }

    private long blocksOfALook() {
        String plan = shops.database.superuser().withHandle(handle -> handle.select(
                        "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM due_shops(?, 300, now(), 100)",
                        FetchLabels.KIND.name())
                .mapTo(String.class)
                .one());
        Matcher blocks =
                Pattern.compile("\"Shared (?:Hit|Read) Blocks\": (\\d+)").matcher(plan);
        long sum = 0;
        for (int i = 0; i < 2 && blocks.find(); i++) {
            sum += Long.parseLong(blocks.group(1));
        }
        return sum;
    }

    private void posting(String number, String scheme, Stage stage, int changedSecondsAgo) {
        shops.change("""
                INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, content_hash, raw,
                    changed_at)
                SELECT seller_id, id, ?, ?, 'x', ?, false, false, '\\x00', '{}', now() - make_interval(secs => ?)
                FROM shop WHERE id = ?""", number, scheme, stage.rank(), (double) changedSecondsAgo, shop);
    }

    private List<UUID> due() {
        List<JobTarget> due = shops.database
                .workers()
                .forSystem(handle -> freshness.due(handle, FetchLabels.KIND.name(), EVERY, Instant.now(), 100));
        return due.stream().map(JobTarget::shopId).toList();
    }

    private long late() {
        return shops.count("shop_staleness(?, 300, now()) WHERE late = 1", FetchLabels.KIND.name());
    }
}
