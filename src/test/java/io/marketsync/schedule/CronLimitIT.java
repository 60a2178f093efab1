package io.marketsync.schedule;

import java.util.UUID;
import java.util.stream.Collectors;

import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What cron has waiting under each limit that a kind draws on. */
class CronLimitIT {

    private final ManyShops shops = new ManyShops();
    private UUID shop;

    @BeforeEach
    void aLimitOfItsKind() {
        shop = shops.shop();
        shops.change("INSERT INTO start_limit (name, per_minute, burst, tokens) VALUES ('cron:test.pull', 20, 5, 5)");
    }

    @Test
    void jobsOfCronThatWaitCountAndNothingElse() {
        shops.jobs(2, shop, "cron:test.pull:ozon", "ENQUEUED");
        shops.jobs(1, shop, "cron:test.pull:wildberries", "ENQUEUED");
        shops.jobs(4, shop, "cron:test.push:ozon", "ENQUEUED");
        shops.jobs(8, shop, "click:test.pull:ozon", "ENQUEUED");
        shops.jobs(16, shop, "system:test.clean:", "ENQUEUED");
        shops.jobs(2, shop, "cron:test.pull:ozon", "PROCESSING");
        shops.jobs(32, shop, "cron:test.pull:ozon", "SUCCEEDED");
        assertThat(uses()).isEqualTo("cron 200 7, cron:test.pull 20 3");
    }

    @Test
    void whatCannotStartKeepsNobodyOut() {
        UUID busy = shops.shop();
        shops.jobs(3, busy, "cron:test.pull:ozon", "PROCESSING");
        shops.jobs(5, busy, "cron:test.pull:ozon", "ENQUEUED");
        shops.jobs(2, shop, "cron:test.pull:ozon", "ENQUEUED");
        shops.jobs(6, shop, "cron:test.pull:paused_place", "ENQUEUED");
        shops.jobs(7, shop, "cron:test.pull:ozon", "ENQUEUED");
        shops.change("UPDATE jobrunr_jobs SET held = true WHERE id IN (SELECT id FROM jobrunr_jobs"
                + " WHERE lane = 'cron:test.pull:ozon' AND state = 'ENQUEUED' AND seller_id ="
                + " (SELECT seller_id FROM shop WHERE id = '" + shop + "') LIMIT 7)");
        shops.change("INSERT INTO pause (scope, name) VALUES ('marketplace', 'paused_place')");
        assertThat(uses()).isEqualTo("cron 200 2, cron:test.pull 20 2");
    }

    @Test
    void aLimitMayTakeFromItsOverflow() {
        shops.change("INSERT INTO start_limit (name, per_minute, burst, tokens) VALUES ('system:test.spare', 7, 5, 5)");
        shops.change("UPDATE start_limit SET overflow = 'system:test.spare' WHERE name = 'cron:test.pull'");
        assertThat(uses()).isEqualTo("cron 200 0, cron:test.pull 27 0");
        shops.change("DELETE FROM start_limit WHERE name LIKE 'cron:test.%'");
    }

    /** Statistics say that the table is empty; still nothing of the backlog is read. */
    @Test
    void aBacklogOfOthersIsHoppedOver() {
        shops.change("ANALYZE jobrunr_jobs");
        shops.jobs(50_000, shop, "batch:test.pull:ozon", "ENQUEUED");
        shops.jobs(3, shop, "cron:test.pull:ozon", "ENQUEUED");
        uses();
        long read = shops.database.workers().forSystem(handle -> {
            long before = read(handle);
            handle.select("SELECT * FROM waiting_of_cron()").mapToMap().list();
            return read(handle) - before;
        });
        assertThat(read).isBetween(3L, 500L);
    }

    /** Rows of jobs and entries of their indexes, by this transaction. */
    private static long read(Handle handle) {
        return handle.select("SELECT pg_stat_get_xact_tuples_returned('jobrunr_jobs'::regclass)"
                        + " + sum(pg_stat_get_xact_tuples_returned(indexrelid))::bigint"
                        + " FROM pg_index WHERE indrelid = 'jobrunr_jobs'::regclass")
                .mapTo(Long.class)
                .one();
    }

    private String uses() {
        return shops.database.workers().forSystem(handle -> new CronLimitStore()
                .uses(handle, ManyShops.KIND).stream()
                        .map(use -> use.name() + " " + use.perMinute() + " " + use.waiting())
                        .sorted()
                        .collect(Collectors.joining(", ")));
    }
}
