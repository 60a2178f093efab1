package io.marketsync.workers;

import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.db.Schema;
import io.marketsync.job.Kinds;
import io.marketsync.telemetry.JobMetrics;
import io.marketsync.testing.TestDatabase;
import io.marketsync.workers.testing.TestPools;

import static org.assertj.core.api.Assertions.assertThat;

/** What a process tells about the ends of keys. */
class ShopKeyEndsIT {

    private final TestDatabase database = TestDatabase.shared();
    private final UUID seller = database.seller("Seller of keys");
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private AgroalDataSource source;
    private ShopKeyEnds ends;

    @BeforeEach
    void connect() throws SQLException {
        database.superuser().useHandle(handle -> handle.execute("UPDATE shop SET attention = 'key_rejected'"));
        source = TestPools.pool(database.postgres().jdbcUrl(), Schema.WORKER, 4);
        ends = new ShopKeyEnds(
                Workshop.on(
                        source,
                        new Kinds(List.of()),
                        new JobMetrics(registry),
                        Clock.systemUTC(),
                        new Random(1),
                        "test"),
                registry);
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void shopsOfAllSellersAreCountedByTheEndOfTheirKeys() {
        ending("- interval '1 minute'");
        ending("+ interval '71 hours'");
        ending("+ interval '73 hours'");
        ending("+ interval '335 hours'");
        ending("+ interval '337 hours'");
        ending("+ interval '89 days'");
        database.shop(database.seller("Another"));
        refuse(ending("+ interval '1 hour'"));
        ends.read();
        assertThat(List.of(shops("ended"), shops("3d"), shops("14d"), shops("later"), shops("unknown")))
                .containsExactly(1.0, 1.0, 2.0, 2.0, 1.0);
    }

    @Test
    void whatCannotBeReadIsNotANumber() {
        assertThat(shops("3d")).as("before the first time").isNaN();
        ends.read();
        assertThat(shops("3d")).isZero();
        source.close();
        ends.read();
        assertThat(shops("3d")).isNaN();
    }

    private UUID ending(String fromNow) {
        UUID shop = database.shop(seller);
        database.superuser()
                .useHandle(handle ->
                        handle.execute("UPDATE shop SET key_ends_at = now() " + fromNow + " WHERE id = ?", shop));
        return shop;
    }

    private void refuse(UUID shop) {
        database.superuser()
                .useHandle(handle -> handle.execute("UPDATE shop SET attention = 'key_rejected' WHERE id = ?", shop));
    }

    private double shops(String endsIn) {
        return registry.get("marketsync.shop.keys")
                .tag("ends_in", endsIn)
                .gauge()
                .value();
    }
}
