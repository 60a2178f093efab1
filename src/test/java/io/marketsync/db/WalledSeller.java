package io.marketsync.db;

import java.util.List;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

import io.marketsync.testing.TestDatabase;

/** A seller with one row in every walled table. */
record WalledSeller(UUID id, UUID shop, UUID job) {

    /** All tables whose rows belong to one seller. */
    static final List<String> TABLES = List.of(
            "seller",
            "api_token",
            "shop",
            "offer",
            "catalogue_run",
            "warehouse",
            "posting",
            "posting_line",
            "sync_watermark",
            "freshness",
            "job",
            "job_run",
            "batch",
            "batch_joined",
            "idempotency_key",
            "stock_level",
            "stock_setting",
            "stock_drift",
            "backfill_day",
            "price",
            "price_setting",
            "shop_day",
            "shop_day_revenue",
            "webhook_path",
            "webhook_inbox",
            "label",
            "label_file",
            "label_task",
            "import_file",
            "import_chunk",
            "import_reject");

    static WalledSeller in(TestDatabase database, String name) {
        UUID id = database.seller(name);
        WalledSeller seller = new WalledSeller(id, database.shop(id), UUID.randomUUID());
        database.superuser().useHandle(seller::fill);
        return seller;
    }

    private void fill(Handle superuser) {
        superuser.execute(
                "INSERT INTO jobrunr_jobs (id, version, jobasjson, jobsignature, state, createdat, updatedat, queue,"
                        + " kind, lane, seller_id, shop_id, priority, sort_key)"
                        + " VALUES (?, 1, '{}', '', 'SUCCEEDED', now(), now(), 'low', 'test.walls', 'click:test.walls:', ?, ?, 0,"
                        + " now())",
                job,
                id,
                shop);
        superuser.execute(
                "INSERT INTO job (id, seller_id, shop_id, kind, queue, args, requested_by)"
                        + " VALUES (?, ?, ?, 'test.walls', 'low', '{}', 'user')",
                job,
                id,
                shop);
        superuser.execute(
                "INSERT INTO job_run (job_id, seller_id, attempt, server, started_at, updated_at)"
                        + " VALUES (?, ?, 1, 'test', now(), now())",
                job,
                id);
        superuser.execute(
                "INSERT INTO batch (id, seller_id, kind, queue, requested_by, size) VALUES (?, ?, 'test.walls', 'low', 'user', 1)",
                job,
                id);
        superuser.execute("INSERT INTO batch_joined (seller_id, batch_id, job_id) VALUES (?, ?, ?)", id, job, job);
        superuser.execute(
                "INSERT INTO api_token (id, seller_id, role, sha256, label, expires_at)"
                        + " VALUES (gen_random_uuid(), ?, 'seller', sha256(?::text::bytea), 'test', now() + interval '1 day')",
                id,
                id);
        superuser.execute(
                "INSERT INTO idempotency_key (seller_id, key, fingerprint, expires_at)"
                        + " VALUES (?, 'key-of-sixteen-letters', sha256('x'), now() + interval '1 day')",
                id);
        superuser.execute(
                "INSERT INTO catalogue_run (seller_id, shop_id, generation, started_at) VALUES (?, ?, 1, now())",
                id,
                shop);
        superuser.execute(
                "INSERT INTO warehouse (seller_id, shop_id, code, active, seen_at) VALUES (?, ?, '1', true, now())",
                id,
                shop);
        superuser.execute(
                "INSERT INTO stock_level (seller_id, shop_id, offer_code, warehouse_code, basis, quantity, counted_at, version)"
                        + " VALUES (?, ?, 'first', '1', 'available', 1, now(), 1)",
                id,
                shop);
        superuser.execute(
                "INSERT INTO backfill_day (seller_id, shop_id, day, theirs, ours, job_id) VALUES (?, ?, '2026-11-20', 1, 1, ?)",
                id,
                shop,
                job);
        superuser.execute(
                "INSERT INTO stock_drift (seller_id, shop_id, offer_code, warehouse_code, class, first_seen_at)"
                        + " VALUES (?, ?, 'tea', '1', 'unlisted', now())",
                id,
                shop);
        superuser.execute(
                "INSERT INTO stock_setting (seller_id, shop_id, zeroing_confirmed_until) VALUES (?, ?, now())",
                id,
                shop);
        superuser.execute(
                "INSERT INTO price (seller_id, shop_id, offer_code, price, currency, version) VALUES (?, ?, 'first', 1, 'RUB', 1)",
                id,
                shop);
        superuser.execute("INSERT INTO price_setting (seller_id, shop_id) VALUES (?, ?)", id, shop);
        superuser.execute("INSERT INTO shop_day (seller_id, shop_id, day) VALUES (?, ?, '2026-11-20')", id, shop);
        superuser.execute(
                "INSERT INTO shop_day_revenue (seller_id, shop_id, day, currency, amount) VALUES (?, ?, '2026-11-20', 'RUB', 1)",
                id,
                shop);
        offer(superuser, id, shop, "first");
        posting(superuser, id, shop, "first");
        superuser.execute(
                "INSERT INTO posting_line (seller_id, shop_id, number, line_no, offer_code, quantity)"
                        + " VALUES (?, ?, 'first', 1, 'first', 1)",
                id,
                shop);
        superuser.execute(
                "INSERT INTO sync_watermark (seller_id, shop_id, feed, reached) VALUES (?, ?, 'test', now())",
                id,
                shop);
        superuser.execute(
                "INSERT INTO webhook_path (seller_id, shop_id, sha256) VALUES (?, ?, sha256(?::text::bytea))",
                id,
                shop,
                id);
        superuser.execute(
                "INSERT INTO webhook_inbox (seller_id, shop_id, event_key, type, number, scheme, payload)"
                        + " VALUES (?, ?, sha256('x'), 'test', '1', 'fbs', '')",
                id,
                shop);
        superuser.execute(
                "INSERT INTO label (seller_id, shop_id, number, state, next_try_at, expires_at)"
                        + " VALUES (?, ?, 'first', 'wanted', now(), now())",
                id,
                shop);
        superuser.execute(
                "INSERT INTO label_file (seller_id, shop_id, number, pdf) VALUES (?, ?, 'first', '%PDF-')", id, shop);
        superuser.execute(
                "INSERT INTO label_task (seller_id, shop_id, id, poll_at) VALUES (?, ?, '1', now())", id, shop);
        superuser.execute(
                "INSERT INTO import_file (seller_id, id, shop_id, what, format) VALUES (?, ?, ?, 'stock', 'csv')",
                id,
                job,
                shop);
        superuser.execute("INSERT INTO import_chunk (seller_id, file_id, no, bytes) VALUES (?, ?, 1, 'x')", id, job);
        superuser.execute(
                "INSERT INTO import_reject (seller_id, job_id, row_no, member, code, arguments) VALUES (?, ?, 1, '', 'X', '{}')",
                id,
                job);
        superuser.execute(
                "INSERT INTO freshness (seller_id, shop_id, kind, succeeded_at) VALUES (?, ?, 'test.walls', now())",
                id,
                shop);
    }

    static int offer(Handle handle, UUID seller, UUID shop, String code) {
        return handle.execute(
                "INSERT INTO offer (id, seller_id, shop_id, code) VALUES (gen_random_uuid(), ?, ?, ?)"
                        + " ON CONFLICT (seller_id, shop_id, code) DO NOTHING",
                seller,
                shop,
                code);
    }

    static int posting(Handle handle, UUID seller, UUID shop, String number) {
        return handle.execute("""
                INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, content_hash, raw)
                VALUES (?, ?, ?, 'fbs', 'delivering', 40, false, false, '\\x00', '{}')
                ON CONFLICT (seller_id, shop_id, number) DO UPDATE SET changed_at = now()""", seller, shop, number);
    }
}
