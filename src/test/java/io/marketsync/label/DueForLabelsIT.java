package io.marketsync.label;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

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
    void manyShopsWithAHundredPackedPostingsEachAreNothingToThink() {
        List<UUID> many = shops.shops(SHOPS, 1);
        shops.change("""
                INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, content_hash, raw,
                    changed_at)
                SELECT seller_id, id, n::text, 'fbs', 'x', ?, false, false, '\\x00', '{}', now() - interval '1 hour'
                FROM shop, generate_series(1, 100) n WHERE id = ANY (?)""", Stage.PACKED.rank(), many.toArray(UUID[]::new));
        shops.change("""
                INSERT INTO label (seller_id, shop_id, number, state, next_try_at, expires_at, stored_at, size, sha256)
                SELECT seller_id, shop_id, number, 'stored', now(), now() + interval '1 day', now(), 1, sha256('')
                FROM posting WHERE shop_id = ANY (?) AND (number <> '77' OR shop_id = ANY (?))""", many.toArray(UUID[]::new), many.subList(10, SHOPS).toArray(UUID[]::new));
        shops.change("ANALYZE shop, freshness, jobrunr_jobs, posting, label");
        due();
        long start = System.nanoTime();
        List<UUID> due = due();
        Duration look = Duration.ofNanos(System.nanoTime() - start);
        Printed.figure("A look at %d shops with 100 packed postings each: %d ms", SHOPS, look.toMillis());
        assertThat(due).containsExactlyInAnyOrderElementsOf(many.subList(0, 10));
        assertThat(look).isLessThan(Duration.ofSeconds(1));
        shops.change("DELETE FROM posting WHERE shop_id = ANY (?)", (Object) many.toArray(UUID[]::new));
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
