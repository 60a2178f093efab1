package io.marketsync.cleanup;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;

import io.marketsync.job.Attempt;
import io.marketsync.job.Ending;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.JobTarget;
import io.marketsync.job.Kind;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.queue.OnTwin;
import io.marketsync.queue.RetentionStore;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestStorage;

/** A seller with rows that are as old as a test says, the jobs that remove them, and eyes on what is left. */
class OldRows {

    static final CleanUpConfig KEEP = new CleanUpConfig() {
        @Override
        public Duration keepFinished() {
            return Duration.ofDays(30);
        }

        @Override
        public Duration keepDead() {
            return Duration.ofDays(90);
        }

        @Override
        public Duration keepWebhooks() {
            return Duration.ofDays(14);
        }

        @Override
        public Duration keepPayloads() {
            return Duration.ofDays(90);
        }

        @Override
        public Duration keepImports() {
            return Duration.ofDays(7);
        }

        @Override
        public Duration keepImportRejects() {
            return Duration.ofDays(30);
        }

        @Override
        public Duration keepTokens() {
            return Duration.ofDays(30);
        }
    };

    final TestDatabase database = TestDatabase.shared();
    private final TestStorage storage = new TestStorage(database);
    final Map<String, Integer> told = new HashMap<>();
    UUID seller;
    UUID shop;
    UUID job;

    @BeforeEach
    void aSeller() {
        database.withoutJobs();
        seller = database.seller("Kept seller");
        shop = database.shop(seller);
        write("TRUNCATE posting CASCADE");
        write("TRUNCATE api_token");
    }

    Ending run(String kind) {
        return handler(kind).run(attempt(kind, false), new CleanUp.Args());
    }

    CleanUp handler(String kind) {
        return CleanUp.all(KEEP, new RetentionStore(), (what, rows) -> told.merge(what, rows, Integer::sum)).stream()
                .filter(handler -> handler.kind().name().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    Attempt attempt(String kind, boolean stopped) {
        job = enqueue(kind);
        return again(stopped);
    }

    /** Another one of the same job. */
    Attempt again(boolean stopped) {
        return new Attempt(storage.attempt(job, Instant.now()), database.workers(), new JobRunStore(), () -> stopped);
    }

    UUID enqueue(String name) {
        return database.workers().forSystem(handle -> enqueue(name, handle));
    }

    UUID enqueue(String name, Handle handle) {
        Kind<?> kind = CleanUp.KINDS.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow();
        NewJob night = new NewJob(kind, JobTarget.SYSTEM, new CleanUp.Args(), 0, false, Origin.CRON, null);
        return storage.queue.enqueue(handle, night, OnTwin.JOIN).id();
    }

    void jobs(String state, int jobs, int days) {
        write("""
                WITH ids AS (SELECT gen_random_uuid() AS id FROM generate_series(1, ?)),
                requests AS (
                    INSERT INTO job (id, seller_id, kind, queue, args, requested_by)
                    SELECT id, ?, 'test.old', 'low', '{}', 'system' FROM ids)
                INSERT INTO jobrunr_jobs (id, version, jobasjson, jobsignature, state, createdat, updatedat, queue, kind,
                    lane, seller_id, priority, sort_key)
                SELECT id, 1, '{}', '', ?, now(), now() AT TIME ZONE 'utc' - ? * interval '1 day', 'low', 'test.old',
                    'system:test.old:', ?, 0, now() FROM ids""", jobs, seller, state, days, seller);
    }

    void postings(String prefix, int postings, boolean ended, int days) {
        write("""
                INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, content_hash, raw,
                    changed_at)
                SELECT ?, ?, ? || '-' || n, 'fbs', 'x', 80, ?, false, '\\x07', '{"addressee": {"name": "A"}}',
                    now() - ? * interval '1 day' FROM generate_series(1, ?) n""", seller, shop, prefix, ended, days, postings);
    }

    void token(String label, int expires, Integer revoked) {
        write("""
                INSERT INTO api_token (id, seller_id, role, sha256, label, expires_at, revoked_at)
                VALUES (gen_random_uuid(), ?, 'seller', sha256(convert_to(?, 'UTF8')), ?, now() + ? * interval '1 day',
                    now() + ?::int * interval '1 day')""", seller, label, label, expires, revoked);
    }

    void file(String text, UUID by, String ago, String ended) {
        UUID file = UUID.randomUUID();
        write("""
                INSERT INTO import_file (seller_id, id, shop_id, what, format, job_id, said_at, ended_at)
                VALUES (?, ?, ?, 'stock', 'csv', ?, now() - ?::interval, now() - ?::interval)""", seller, file, shop, by, ago, ended);
        write(
                "INSERT INTO import_chunk (seller_id, file_id, no, bytes) VALUES (?, ?, 1, convert_to(?, 'UTF8'))",
                seller,
                file,
                text);
    }

    void write(String statement, Object... values) {
        database.superuser().useHandle(handle -> handle.execute(statement, values));
    }

    String counts() {
        return text("SELECT counts::text FROM job_run WHERE job_id = '" + job + "'");
    }

    String text(String query) {
        return database.superuser()
                .withHandle(
                        handle -> handle.createQuery(query).mapTo(String.class).one());
    }

    long number(String query) {
        return Long.parseLong(text(query.replace("count(*)", "count(*)::text")));
    }
}
