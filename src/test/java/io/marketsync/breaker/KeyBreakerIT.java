package io.marketsync.breaker;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.marketsync.failure.JobFailure;
import io.marketsync.job.JobTarget;
import io.marketsync.job.Kind;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.job.Queue;
import io.marketsync.job.StoredJob;
import io.marketsync.queue.JobQueue;
import io.marketsync.queue.OnTwin;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.shop.SealedKey;
import io.marketsync.shop.ShopStore;
import io.marketsync.testing.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

class KeyBreakerIT {

    record Args() {}

    private static final Kind<Args> KIND = new Kind<>(
            "test.call", Queue.HIGH, Duration.ofSeconds(10), Duration.ofSeconds(20), RetryPolicy.DEFAULT, Args.class);

    private static final String ADVICE = "The key has expired. Enter another one.";

    private final TestDatabase database = TestDatabase.shared().withoutJobs();
    private final KeyBreaker breaker = new KeyBreaker(database.workers());
    private final UUID seller = database.seller("Refused seller");
    private final UUID shop = database.shop(seller);

    @AfterEach
    void nothingIsPaused() {
        change("TRUNCATE pause");
        change("UPDATE shop SET attention = NULL WHERE id = ?", shop);
    }

    @Test
    void aRefusedKeyHoldsWhatWaitsAndWhatComes() {
        UUID waiting = enqueue(seller, shop);
        UUID scheduled = enqueue(seller, shop);
        change("UPDATE jobrunr_jobs SET state = 'SCHEDULED' WHERE id = ?", scheduled);
        UUID otherShop = database.shop(seller);
        UUID elsewhere = enqueue(seller, otherShop);

        assertThat(park(1)).isTrue();
        UUID late = enqueue(seller, shop);

        assertThat(held(waiting)).isTrue();
        assertThat(held(scheduled)).isTrue();
        assertThat(held(late)).isTrue();
        assertThat(held(elsewhere)).isFalse();
        assertThat(text("SELECT attention_note FROM shop WHERE id = ?", shop)).isEqualTo(ADVICE);
        assertThat(text(
                        "SELECT concat_ws(' ', paused_by, paused_cause, paused_note) FROM operation WHERE id = ?",
                        waiting))
                .isEqualTo("shop key " + ADVICE);
        assertThat(text("SELECT paused_by FROM operation WHERE id = ?", elsewhere))
                .isNull();
    }

    @Test
    void anotherKeyLetsGoWhatTheRefusalHeld() {
        UUID waiting = enqueue(seller, shop);
        park(1);

        replaceKey(seller, shop);

        assertThat(held(waiting)).isFalse();
        assertThat(pauses()).isZero();
        assertThat(text("SELECT attention FROM shop WHERE id = ?", shop)).isNull();
    }

    @Test
    void aRefusalOfTheKeyBeforeSaysNothingOfTheOneThatWasEnteredSince() {
        UUID waiting = enqueue(seller, shop);
        replaceKey(seller, shop);

        assertThat(park(1)).as("the job goes on with the other key").isTrue();

        assertThat(held(waiting)).isFalse();
        assertThat(pauses()).isZero();
        assertThat(text("SELECT attention FROM shop WHERE id = ?", shop)).isNull();
        assertThat(park(2)).isTrue();
        assertThat(held(waiting)).isTrue();
    }

    @Test
    void aPauseOfAnOperatorAndThatOfAKeyDoNotEndEachOther() {
        UUID waiting = enqueue(seller, shop);
        UUID ops = opsToken();
        asOps("SELECT ops_pause(?, 'shop', ?, 'note')::text", ops, shop.toString());
        park(1);

        replaceKey(seller, shop);
        assertThat(held(waiting)).as("an operator holds it").isTrue();
        assertThat(text("SELECT paused_cause FROM operation WHERE id = ?", waiting))
                .isEqualTo("ops");

        park(2);
        assertThat(text("SELECT paused_cause FROM operation WHERE id = ?", waiting))
                .as("what the seller can end")
                .isEqualTo("key");
        assertThat(asOps("SELECT ops_resume(?, 'shop', ?)::text", ops, shop.toString()))
                .isEqualTo("true");
        assertThat(held(waiting)).as("its key is refused").isTrue();
        assertThat(asOps("SELECT ops_resume(?, 'shop', ?)::text", ops, shop.toString()))
                .as("the key's pause is none of theirs")
                .isEqualTo("false");

        replaceKey(seller, shop);
        assertThat(held(waiting)).isFalse();
    }

    @Test
    void aKeyThatIsRefusedAndReplacedAtTheSameMomentLeavesNothingHeld() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int version = 1; version <= 30; version++) {
                UUID waiting = enqueue(seller, shop);
                int refused = version;
                CyclicBarrier start = new CyclicBarrier(2);
                Future<Boolean> parked = threads.submit(() -> {
                    start.await();
                    return park(refused);
                });
                Future<?> replaced = threads.submit(() -> {
                    start.await();
                    replaceKey(seller, shop);
                    return null;
                });
                assertThat(parked.get(20, TimeUnit.SECONDS)).isTrue();
                replaced.get(20, TimeUnit.SECONDS);
                assertThat(pauses()).as("round %d", version).isZero();
                assertThat(held(waiting)).as("round %d", version).isFalse();
                assertThat(text("SELECT attention FROM shop WHERE id = ?", shop))
                        .as("round %d", version)
                        .isNull();
            }
        }
    }

    @Test
    void nobodyPausesOrResumesAnotherSellersShop() {
        UUID other = database.seller("Other seller");
        change("UPDATE shop SET attention = 'key_rejected', attention_since = now() WHERE id = ?", shop);

        database.workers().forSeller(other, handle -> handle.select("SELECT pause_for_key(?)", shop)
                .mapTo(String.class)
                .findOne());
        assertThat(pauses()).isZero();

        park(1);
        change("UPDATE shop SET attention = NULL WHERE id = ?", shop);
        database.api().forSeller(other, handle -> handle.select("SELECT resume_with_key(?)", shop)
                .mapTo(String.class)
                .findOne());
        assertThat(pauses()).isEqualTo(1);
    }

    @Test
    void aShopIsPausedForItsKeyOnlyWhenItSaysSo() {
        database.workers().forSeller(seller, handle -> handle.select("SELECT pause_for_key(?)", shop)
                .mapTo(String.class)
                .findOne());
        assertThat(pauses()).isZero();
    }

    @Test
    void aJobWithoutAShopOrOfOneThatIsGoneHasNoKeyToWaitFor() {
        assertThat(breaker.park(job(null), JobFailure.keyRefused(1, ADVICE))).isFalse();
        assertThat(breaker.park(job(UUID.randomUUID()), JobFailure.keyRefused(1, ADVICE)))
                .isFalse();
    }

    private boolean park(int keyVersion) {
        return breaker.park(job(shop), JobFailure.keyRefused(keyVersion, ADVICE));
    }

    private StoredJob job(UUID of) {
        return new StoredJob(
                UUID.randomUUID(),
                seller,
                of,
                KIND.name(),
                KIND.queue(),
                Origin.CRON,
                "{}",
                1,
                0,
                Instant.EPOCH,
                Duration.ZERO,
                Map.of());
    }

    private void replaceKey(UUID by, UUID of) {
        SealedKey key = new SealedKey(new byte[] {1}, new byte[] {1});
        database.api().forSeller(by, handle -> new ShopStore().replaceKey(handle, by, of, key, ""));
    }

    private UUID enqueue(UUID by, UUID of) {
        NewJob job = new NewJob(KIND, new JobTarget(by, of, "ozon"), new Args(), 0, false, Origin.CRON, null);
        return database.workers()
                .forSeller(by, handle -> new JobQueue().enqueue(handle, job, OnTwin.JOIN))
                .id();
    }

    private UUID opsToken() {
        UUID id = UUID.randomUUID();
        change("""
                INSERT INTO api_token (id, role, sha256, label, expires_at)
                VALUES (?, 'ops', sha256(?::text::bytea), 'test', now() + interval '1 day')""", id, id);
        return id;
    }

    private String asOps(String sql, Object... arguments) {
        return database.api()
                .forSystem(handle ->
                        handle.select(sql, arguments).mapTo(String.class).one());
    }

    private long pauses() {
        return Long.parseLong(text("SELECT count(*) FROM pause WHERE name = ?", shop.toString()));
    }

    private boolean held(UUID job) {
        return Boolean.parseBoolean(text("SELECT held::text FROM jobrunr_jobs WHERE id = ?", job));
    }

    private void change(String sql, Object... arguments) {
        database.superuser().useHandle(handle -> handle.execute(sql, arguments));
    }

    private String text(String sql, Object... arguments) {
        return database.superuser()
                .withHandle(handle ->
                        handle.select(sql, arguments).mapTo(String.class).one());
    }
}
