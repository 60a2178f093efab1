package io.marketsync.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.marketsync.job.JobTarget;
import io.marketsync.testing.TestDatabase;

/** Sellers with shops, as the worker's role looks for those that are due. Other tests' shops are out of sight. */
public final class ManyShops {

    public static final String KIND = "test.pull";
    public static final Duration EVERY = Duration.ofMinutes(5);

    public final TestDatabase database = TestDatabase.shared().withoutJobs();
    private final ShopFreshnessStore store = new ShopFreshnessStore();

    public ManyShops() {
        change("TRUNCATE freshness, pause, schedule");
        change("DELETE FROM concurrency_limit WHERE of <> '00000000-0000-0000-0000-000000000000'");
        change("UPDATE concurrency_limit SET running = CASE scope WHEN 'seller' THEN 3 ELSE 2 END");
        change("UPDATE start_limit SET per_minute = 200, spent = '{}' WHERE name = 'cron'");
        change("DELETE FROM start_limit WHERE name LIKE '%test.%'");
        change("UPDATE shop SET attention = 'key_rejected'");
    }

    public void change(String sql, Object... arguments) {
        database.superuser().useHandle(handle -> handle.execute(sql, arguments));
    }

    public long count(String fromWhere, Object... arguments) {
        return database.superuser().withHandle(handle -> handle.select("SELECT count(*) FROM " + fromWhere, arguments)
                .mapTo(Long.class)
                .one());
    }

    public String text(String sql, Object... arguments) {
        return database.superuser()
                .withHandle(handle ->
                        handle.select(sql, arguments).mapTo(String.class).one());
    }

    /** One shop each, or several of each seller; connected long ago. */
    public List<UUID> shops(int sellers, int ofEach) {
        return database.superuser()
                .withHandle(handle ->
                        handle.select("""
                        WITH made AS (
                            INSERT INTO seller (id, name)
                            SELECT gen_random_uuid(), 'Seller of shops' FROM generate_series(1, ?) RETURNING id)
                        INSERT INTO shop (id, seller_id, marketplace, name, client_id, wrapped_key, sealed_key, key_hint, created_at)
                        SELECT gen_random_uuid(), m.id, 'ozon', 'Shop ' || n, n::text, '\\x00', '\\x00', '', '2026-01-01'
                        FROM made m, generate_series(1, ?) n RETURNING id""", sellers, ofEach).mapTo(UUID.class).list());
    }

    public UUID shop() {
        return shops(1, 1).getFirst();
    }

    public void synced(UUID shop, Instant at) {
        change("""
                INSERT INTO freshness (seller_id, shop_id, kind, succeeded_at) SELECT seller_id, id, ?, ? FROM shop WHERE id = ?
                ON CONFLICT (seller_id, shop_id, kind) DO UPDATE SET succeeded_at = excluded.succeeded_at""", KIND, at, shop);
    }

    /** By its marketplace, of something new. */
    void told(UUID shop, Instant at) {
        change("UPDATE freshness SET told_at = ? WHERE shop_id = ? AND kind = ?", at, shop, KIND);
    }

    public void allSynced(Instant at) {
        change("""
                INSERT INTO freshness (seller_id, shop_id, kind, succeeded_at)
                SELECT seller_id, id, ?, ? FROM shop WHERE attention IS NULL
                ON CONFLICT (seller_id, shop_id, kind) DO UPDATE SET succeeded_at = excluded.succeeded_at""", KIND, at);
    }

    List<JobTarget> look(Instant at, int most) {
        return database.workers().forSystem(handle -> store.due(handle, KIND, EVERY, at, most));
    }

    List<UUID> due(Instant at, int most) {
        return look(at, most).stream().map(JobTarget::shopId).toList();
    }

    void asked(List<JobTarget> shops, Instant at) {
        database.workers().forSystem(handle -> {
            store.asked(handle, KIND, shops, at);
            return null;
        });
    }

    /** Rows of jobs, as a queue with work in it has them; the shop's seller's. */
    public void jobs(int count, UUID shop, String lane, String state) {
        change("""
                INSERT INTO jobrunr_jobs (id, version, jobasjson, jobsignature, state, createdat, updatedat, queue, kind, lane,
                    seller_id, priority, sort_key)
                SELECT gen_random_uuid(), 1, '{}', '', ?, now(), now(), 'high', split_part(?, ':', 2), ?, s.seller_id, 0, now()
                FROM shop s, generate_series(1, ?) WHERE s.id = ?""", state, lane, lane, count, shop);
    }
}
