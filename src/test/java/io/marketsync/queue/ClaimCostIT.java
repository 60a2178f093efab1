package io.marketsync.queue;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.marketsync.job.Origin;
import io.marketsync.job.StoredJob;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a claim reads, as PostgreSQL counts it: rows of jobrunr_jobs by index and by scan. It must not grow with what waits, and
 * statistics that are wrong by five orders of magnitude must not change it. A million rows are measured by the benchmark.
 */
class ClaimCostIT {

    private static final int BACKLOG = 100_000;

    /** For a batch of 16: candidates of a lane, their next jobs, what runs of their sellers, and the rows themselves. */
    private static final long MOST_ROWS = 2_500;

    private final Backlog backlog = new Backlog();

    /** When the table was last analysed. */
    enum Statistics {
        /** Nothing was in it: PostgreSQL guesses. */
        OF_NOTHING {
            @Override
            void before(Backlog backlog) {
                backlog.change("ANALYZE jobrunr_jobs, job");
            }
        },
        /** Only jobs that had ended: PostgreSQL is sure that nothing waits. */
        OF_ENDED_JOBS {
            @Override
            void before(Backlog backlog) {
                backlog.ofManySellers(20_000, 100, "cron:test.pull:ozon");
                backlog.change("UPDATE jobrunr_jobs SET state = 'SUCCEEDED'");
                backlog.change("VACUUM ANALYZE jobrunr_jobs, job");
            }
        },
        FRESH {
            @Override
            void after(Backlog backlog) {
                backlog.change("ANALYZE jobrunr_jobs, job");
            }
        };

        void before(Backlog backlog) {}

        void after(Backlog backlog) {}
    }

    @BeforeEach
    void nobodyAnalyses() {
        backlog.change("ALTER TABLE jobrunr_jobs SET (autovacuum_enabled = false)");
    }

    @AfterEach
    void close() {
        backlog.close();
        backlog.change("DELETE FROM start_limit WHERE name LIKE 'cron:other.%' OR name = 'cron:test.pull'");
        backlog.change("DELETE FROM concurrency_limit WHERE of <> '00000000-0000-0000-0000-000000000000'");
        backlog.change("TRUNCATE jobrunr_jobs, job_run, job CASCADE");
        backlog.change("ALTER TABLE jobrunr_jobs RESET (autovacuum_enabled)");
    }

    @ParameterizedTest
    @EnumSource
    void tenThousandSellersWait(Statistics statistics) {
        statistics.before(backlog);
        backlog.ofManySellers(BACKLOG, 10_000, "cron:test.pull:ozon");
        statistics.after(backlog);
        assertThat(rowsReadToClaim(16)).isBetween(16L, MOST_ROWS);
    }

    @ParameterizedTest
    @EnumSource
    void oneSellerWaitsWithEverything(Statistics statistics) {
        statistics.before(backlog);
        backlog.ofManySellers(BACKLOG, 1, "cron:test.pull:ozon");
        statistics.after(backlog);
        UUID quiet = backlog.enqueue(backlog.seller(), Origin.CRON);
        assertThat(rowsReadToClaim(16))
                .as("half of the slots, then the other half")
                .isBetween(8L, MOST_ROWS);
        assertThat(backlog.column("SELECT state FROM jobrunr_jobs WHERE id = ?", quiet))
                .isEqualTo("PROCESSING");
    }

    @Test
    void aPausedLaneIsNotRead() {
        Statistics.OF_NOTHING.before(backlog);
        backlog.ofManySellers(BACKLOG, 10_000, "cron:test.pull:ozon");
        backlog.change("INSERT INTO pause (scope, name) VALUES ('marketplace', 'ozon')");
        backlog.enqueueOfEach(backlog.sellers(16), Backlog.PUSH, Origin.CRON);
        assertThat(rowsReadToClaim(16)).isBetween(16L, MOST_ROWS);
    }

    @Test
    void aLaneWithoutPermitsIsNotRead() {
        Statistics.OF_NOTHING.before(backlog);
        backlog.ofManySellers(BACKLOG, 10_000, "cron:test.pull:ozon");
        backlog.change("INSERT INTO start_limit (name, per_minute, burst, tokens) VALUES ('cron:test.pull', 0, 1, 0)");
        backlog.enqueueOfEach(backlog.sellers(16), Backlog.PUSH, Origin.CRON);
        assertThat(rowsReadToClaim(16)).isBetween(16L, MOST_ROWS);
    }

    @Test
    void limitsOfOthersAreNotRead() {
        Statistics.OF_NOTHING.before(backlog);
        backlog.ofManySellers(1_000, 100, "cron:test.pull:ozon");
        backlog.change("""
                INSERT INTO start_limit (name, per_minute, burst, tokens, overflow)
                SELECT 'cron:other.k' || translate(n::text, '0123456789', 'abcdefghij'), 100, 100, 100, 'cron' FROM generate_series(1, 10000) n""");
        backlog.change("""
                INSERT INTO start_limit (name, per_minute, burst, tokens, overflow)
                VALUES ('cron:test.pull', 1000, 1000, 1000, 'cron:other.kb')""");
        backlog.change("""
                INSERT INTO concurrency_limit (scope, of, running)
                SELECT 'seller', gen_random_uuid(), 3 FROM generate_series(1, 10000)""");
        Claims server = backlog.server();
        assertThat(Backlog.claim(server, 16)).hasSize(16);
        long before = limitsRead();
        assertThat(Backlog.claim(server, 16)).hasSize(16);
        server.close();
        long read = limitsRead() - before;
        while (read == 0) {
            read = limitsRead() - before;
        }
        assertThat(read).isBetween(16L, 500L);
    }

    private long limitsRead() {
        return Long.parseLong(backlog.column("""
                SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname IN ('start_limit', 'concurrency_limit')"""));
    }

    private long rowsReadToClaim(int jobs) {
        long before = rowsRead();
        Claims server = backlog.server();
        List<StoredJob> claimed = Backlog.claim(server, jobs);
        assertThat(claimed).hasSizeBetween(jobs / 2, jobs);
        server.close(); // a backend that ends tells its counts
        return rowsReadSince(before);
    }

    private long rowsReadSince(long before) {
        long now = rowsRead();
        while (now == before) {
            now = rowsRead();
        }
        return now - before;
    }

    private long rowsRead() {
        return Long.parseLong(
                backlog.column(
                        "SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables WHERE relname = 'jobrunr_jobs'"));
    }
}
