package io.marketsync.queue;

import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.testing.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

class RetentionIT {

    private static final Duration MONTH = Duration.ofDays(30);

    private final TestDatabase database = TestDatabase.shared();
    private final RetentionStore retention = new RetentionStore();
    private UUID seller;

    @BeforeEach
    void setUp() {
        database.withoutJobs();
        seller = database.seller("Tidy seller");
    }

    @Test
    void aJobGoesWithItsRequestAndItsRun() {
        jobs(3, "SUCCEEDED", "31 days");
        assertThat(remove("SUCCEEDED", 1000)).isEqualTo(3);
        assertThat(count("jobrunr_jobs")).isZero();
        assertThat(count("job")).isZero();
        assertThat(count("job_run")).isZero();
    }

    @Test
    void whatIsYoungerOrInAnotherStateStays() {
        jobs(1, "SUCCEEDED", "29 days");
        jobs(1, "FAILED", "31 days");
        jobs(1, "ENQUEUED", "31 days");
        assertThat(remove("SUCCEEDED", 1000)).isZero();
        assertThat(count("jobrunr_jobs")).isEqualTo(3);
    }

    @Test
    void oneTransactionRemovesNoMoreThanItsBatchAndTheOldestFirst() {
        jobs(5, "SUCCEEDED", "31 days");
        jobs(5, "SUCCEEDED", "40 days");
        assertThat(remove("SUCCEEDED", 5)).isEqualTo(5);
        assertThat(count("jobrunr_jobs WHERE updatedat < now() - interval '35 days'"))
                .isZero();
        assertThat(count("jobrunr_jobs")).isEqualTo(5);
    }

    @Test
    void succeededJobsStayInTheDashboardsCounter() {
        long before = counter();
        jobs(4, "SUCCEEDED", "31 days");
        remove("SUCCEEDED", 1000);
        jobs(4, "DELETED", "31 days");
        remove("DELETED", 1000);
        assertThat(counter()).isEqualTo(before + 4);
    }

    @Test
    void aJobThatSomebodyHoldsIsLeftForTheNextTime() {
        jobs(2, "FAILED", "31 days");
        database.superuser().useHandle(handle -> {
            handle.begin();
            handle.createQuery("SELECT id FROM jobrunr_jobs LIMIT 1 FOR UPDATE")
                    .mapTo(UUID.class)
                    .one();
            assertThat(remove("FAILED", 1000)).isEqualTo(1);
            handle.rollback();
        });
        assertThat(remove("FAILED", 1000)).isEqualTo(1);
    }

    @Test
    void expiredIdempotencyKeysOfAllSellersGoABatchAtATime() {
        UUID other = database.seller("Another tidy seller");
        database.superuser().useHandle(handle -> handle.execute("TRUNCATE idempotency_key"));
        key(seller, "expired-of-the-first", "-1 hour");
        key(other, "expired-of-another", "-2 hours");
        key(other, "young-of-another", "1 hour");
        assertThat(removeKeys(1)).isEqualTo(1);
        assertThat(removeKeys(1000)).isEqualTo(1);
        assertThat(count("idempotency_key WHERE key = 'young-of-another'")).isEqualTo(1);
        assertThat(count("idempotency_key")).isEqualTo(1);
    }

    @Test
    void oldWebhooksOfAllSellersGoABatchAtATime() {
        UUID other = database.seller("Another tidy seller");
        database.superuser().useHandle(handle -> handle.execute("TRUNCATE webhook_inbox"));
        webhook(seller, "15 days");
        webhook(other, "20 days");
        webhook(other, "13 days");
        assertThat(removeWebhooks(1)).isEqualTo(1);
        assertThat(count("webhook_inbox WHERE received_at < now() - interval '19 days'"))
                .as("the oldest first")
                .isZero();
        assertThat(removeWebhooks(1000)).isEqualTo(1);
        assertThat(count("webhook_inbox")).isEqualTo(1);
    }

    private int removeWebhooks(int batch) {
        return database.workers().forSystem(handle -> retention.removeWebhooks(handle, Duration.ofDays(14), batch));
    }

    private void webhook(UUID of, String age) {
        UUID shop = database.shop(of);
        database.superuser()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO webhook_inbox (seller_id, shop_id, event_key, type, number, scheme, payload, received_at)"
                                + " VALUES (?, ?, sha256('x'), 'test', '1', 'fbs', '', now() - ?::interval)",
                        of,
                        shop,
                        age));
    }

    private int removeKeys(int batch) {
        return database.workers().forSystem(handle -> retention.removeExpiredKeys(handle, batch));
    }

    private void key(UUID of, String key, String expires) {
        database.superuser()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO idempotency_key (seller_id, key, fingerprint, status, location, body, expires_at)"
                                + " VALUES (?, ?, sha256(''), 202, '', '', now() + ?::interval)",
                        of,
                        key,
                        expires));
    }

    private int remove(String state, int batch) {
        return database.workers().forSystem(handle -> retention.removeJobs(handle, state, MONTH, batch));
    }

    private void jobs(int jobs, String state, String age) {
        database.superuser().useHandle(handle -> handle.createUpdate("""
                        WITH ids AS (SELECT gen_random_uuid() AS id FROM generate_series(1, :jobs)),
                        requests AS (
                            INSERT INTO job (id, seller_id, kind, queue, args, requested_by)
                            SELECT id, :seller, 'test.old', 'low', '{}', 'system' FROM ids),
                        runs AS (
                            INSERT INTO job_run (job_id, seller_id, attempt, server, started_at, updated_at)
                            SELECT id, :seller, 1, 'test', now(), now() FROM ids)
                        INSERT INTO jobrunr_jobs (id, version, jobasjson, jobsignature, state, createdat, updatedat, queue, kind,
                            lane, seller_id, priority, sort_key)
                        SELECT id, 1, '{}', '', :state, now(), now() AT TIME ZONE 'utc' - :age::interval, 'low', 'test.old',
                            'system:test.old:', :seller, 0, now() FROM ids""")
                .bind("jobs", jobs)
                .bind("seller", seller)
                .bind("state", state)
                .bind("age", age)
                .execute());
    }

    private long counter() {
        return count("jobrunr_metadata", "value::bigint", " WHERE id = 'succeeded-jobs-counter-cluster'");
    }

    private long count(String table) {
        return count(table, "count(*)", "");
    }

    private long count(String table, String what, String where) {
        return database.superuser().withHandle(handle -> handle.createQuery("SELECT " + what + " FROM " + table + where)
                .mapTo(Long.class)
                .one());
    }
}
