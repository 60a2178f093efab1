package io.marketsync.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What reading a batch reads, as PostgreSQL counts it: its members and nobody else, whatever the tables hold, whenever they were
 * last analysed, and also by a plan that was made while they were empty.
 */
class BatchCostIT {

    private static final int SIZE = 2_000;
    private static final int OTHERS = 50_000;
    private static final String TABLES = "jobrunr_jobs, job, job_run, batch, batch_joined";

    /** A plan is kept from the fifth time on. */
    private static final int UNTIL_A_PLAN_IS_KEPT = 7;

    private final BatchScene scene = new BatchScene();
    private final List<UUID> shops = scene.shops(SIZE);

    @BeforeEach
    void nobodyAnalyses() {
        for (String table : TABLES.split(", ")) {
            change("ALTER TABLE " + table + " SET (autovacuum_enabled = false)");
        }
        change("ANALYZE " + TABLES);
    }

    @AfterEach
    void again() {
        scene.database.withoutJobs();
        for (String table : TABLES.split(", ")) {
            change("ALTER TABLE " + table + " RESET (autovacuum_enabled)");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itsMembersAreReadAndNoOthers(boolean analysed) {
        EnqueuedBatch small = scene.enqueue(shops.subList(0, 1), OnTwin.JOIN);
        for (int i = 0; i < UNTIL_A_PLAN_IS_KEPT; i++) {
            scene.seen(small.id(), "waiting");
        }
        others();
        EnqueuedBatch batch = scene.enqueue(shops, OnTwin.JOIN);
        scene.run(batch.stored(), "SUCCEEDED", "ok", "{\"created\":1}");
        if (analysed) {
            change("ANALYZE " + TABLES);
        }

        assertThat(rowsRead(batch.id()))
                .containsKeys("jobrunr_jobs", "job_run")
                .allSatisfy((table, rows) -> assertThat(rows).as(table).isLessThanOrEqualTo(SIZE + 10L));
    }

    /** Of the same seller, as those of earlier batches are. */
    private void others() {
        scene.database.superuser().useTransaction(handle -> {
            // without statistics each check of a foreign key would read all of the other table
            handle.execute("SET LOCAL session_replication_role = replica");
            handle.createUpdate("""
                        WITH asked AS (SELECT gen_random_uuid() AS id FROM generate_series(1, :others)),
                        stored AS (
                            INSERT INTO job (id, seller_id, kind, queue, args, requested_by, batch_id)
                            SELECT id, :seller, 'test.other', 'low', '{}', 'cron', :other FROM asked),
                        runs AS (
                            INSERT INTO job_run (job_id, seller_id, attempt, server, started_at, updated_at)
                            SELECT id, :seller, 1, 'test', now(), now() FROM asked)
                        INSERT INTO jobrunr_jobs (id, version, jobasjson, jobsignature, state, createdat, updatedat, queue, kind,
                            lane, seller_id, priority, sort_key)
                        SELECT id, 1, '{}', '', 'SUCCEEDED', now(), now(), 'low', 'test.other', 'cron:test.other:', :seller, 0, now()
                        FROM asked""")
                    .bind("others", OTHERS)
                    .bind("seller", scene.seller)
                    .bind("other", UUID.randomUUID())
                    .execute();
        });
    }

    /** By table, within the reading transaction. */
    private Map<String, Long> rowsRead(UUID batch) {
        return scene.database.api().forSeller(scene.seller, handle -> {
            Map<String, Long> before = counted(handle);
            handle.select("SELECT * FROM batch_operation WHERE seller_id = ? AND id = ?", scene.seller, batch)
                    .mapToMap()
                    .one();
            Map<String, Long> read = counted(handle);
            read.replaceAll((table, rows) -> rows - before.getOrDefault(table, 0L));
            return read;
        });
    }

    /** What the connection has read since it last told the statistics of it; not only in this transaction. */
    private static Map<String, Long> counted(Handle handle) {
        return handle.select("""
                        SELECT relname, seq_tup_read + idx_tup_fetch AS rows FROM pg_stat_xact_user_tables
                        WHERE relname IN ('jobrunr_jobs', 'job_run', 'job', 'batch', 'batch_joined')""").reduceRows(new HashMap<>(), (all, row) -> {
            all.put(row.getColumn("relname", String.class), row.getColumn("rows", Long.class));
            return all;
        });
    }

    private void change(String sql) {
        scene.database.superuser().useHandle(handle -> handle.execute(sql));
    }
}
