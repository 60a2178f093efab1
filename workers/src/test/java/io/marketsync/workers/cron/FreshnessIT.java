package io.marketsync.workers.cron;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.db.Schema;
import io.marketsync.schedule.ManyShops;
import io.marketsync.telemetry.JobMetrics;
import io.marketsync.workers.Workshop;
import io.marketsync.workers.testing.TestPools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What a process tells about the staleness of shops. */
class FreshnessIT {

    private final Nodes nodes = new Nodes();
    private final ManyShops shops = nodes.shops;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private AgroalDataSource source;
    private Freshness freshness;

    @BeforeEach
    void connect() throws SQLException {
        source = TestPools.pool(shops.database.postgres().jdbcUrl(), Schema.WORKER, 4);
        Workshop shared =
                Workshop.on(source, Nodes.KINDS, new JobMetrics(registry), Clock.systemUTC(), new Random(1), "test");
        freshness = new Freshness(shared, registry);
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void theStalestShopAndTheLateOnesCountWhoeverTicks() {
        List<UUID> all = shops.shops(4, 1);
        Duration[] ages = {Duration.ofMinutes(1), Duration.ofMinutes(9), Duration.ofMinutes(11), Duration.ofHours(2)};
        for (int i = 0; i < ages.length; i++) {
            shops.synced(all.get(i), Instant.now().minus(ages[i]));
        }
        nodes.node(Nodes.ofShops(Duration.ofMinutes(5))).turn();
        freshness.read();
        assertThat(staleness(ManyShops.KIND)).isCloseTo(7_200, within(30.0));
        assertThat(late(ManyShops.KIND)).isEqualTo(2);
        shops.change("UPDATE shop SET attention = 'key_rejected' WHERE id = ?", all.get(3));
        freshness.read();
        assertThat(staleness(ManyShops.KIND))
                .as("a refused key is another matter")
                .isCloseTo(660, within(30.0));
        assertThat(late(ManyShops.KIND)).isEqualTo(1);
    }

    @Test
    void aKindThatNoScheduleKeepsFreshIsNeverLate() {
        shops.shop();
        freshness.read();
        assertThat(staleness(ManyShops.KIND)).isZero();
        assertThat(late("test.tick")).isZero();
    }

    @Test
    void whatCannotBeReadIsNotANumber() {
        assertThat(staleness(ManyShops.KIND)).as("before the first time").isNaN();
        freshness.read();
        assertThat(late(ManyShops.KIND)).isZero();
        source.close();
        freshness.read();
        assertThat(staleness(ManyShops.KIND)).isNaN();
        assertThat(late(ManyShops.KIND)).isNaN();
    }

    private double staleness(String kind) {
        return registry.get("marketsync.shop.staleness")
                .tag("kind", kind)
                .gauge()
                .value();
    }

    private double late(String kind) {
        return registry.get("marketsync.shops.late").tag("kind", kind).gauge().value();
    }
}
