package io.marketsync.db;

import java.sql.SQLException;
import java.util.UUID;

import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import io.marketsync.testing.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/** A database that is in use is brought to this version: the owner, who sees no seller's rows, changes those that are there. */
class UpgradeIT {

    /** The last version without breakers. */
    private static final String BEFORE = "14";

    private final TestDatabase shared = TestDatabase.shared();
    private final String name = "upgrade_" + UUID.randomUUID().toString().replace('-', '_');
    private final UUID shop = UUID.randomUUID();
    private Jdbi superuser;

    @BeforeEach
    void aDatabaseInUse() throws SQLException {
        shared.superuser().useHandle(handle -> handle.execute("CREATE DATABASE " + name + " OWNER " + Schema.OWNER));
        Schema.createRoles(as("postgres"));
        Flyway.configure()
                .dataSource(as(Schema.OWNER))
                .locations("classpath:db/migration")
                .target(BEFORE)
                .load()
                .migrate();
        superuser = Jdbi.create(as("postgres"));
        superuser.useHandle(handle -> {
            UUID seller = UUID.randomUUID();
            UUID job = UUID.randomUUID();
            handle.execute("INSERT INTO seller (id, name) VALUES (?, 'Seller')", seller);
            handle.execute("""
                    INSERT INTO shop (id, seller_id, marketplace, name, client_id, wrapped_key, sealed_key, key_hint, attention,
                        attention_since, attention_note)
                    VALUES (?, ?, 'ozon', 'Shop', '1', '\\x00', '\\x00', '', 'key_rejected', now(), 'refused')""", shop, seller);
            handle.execute("""
                    INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, content_hash, raw)
                    VALUES (?, ?, '1', 'fbs', 'sent_by_seller', 40, false, false, '\\x00',
                        '{"delivery_method":{"warehouse_id":22142605386000}}')""", seller, shop);
            handle.execute(
                    "INSERT INTO job (id, seller_id, shop_id, kind, queue, args, requested_by) VALUES (?, ?, ?, 'orders.pull', 'high', '{}', 'user')",
                    job,
                    seller,
                    shop);
            handle.execute("""
                    INSERT INTO jobrunr_jobs (id, version, jobasjson, jobsignature, state, createdat, updatedat, queue, kind, lane,
                        seller_id, shop_id, priority, sort_key)
                    VALUES (?, 1, '', '', 'ENQUEUED', now(), now(), 'high', 'orders.pull', 'click:orders.pull:ozon', ?, ?, 0, now())""", job, seller, shop);
        });
    }

    @AfterEach
    void drop() {
        shared.superuser().useHandle(handle -> handle.execute("DROP DATABASE " + name + " WITH (FORCE)"));
    }

    @Test
    void whatIsThereIsBroughtToWhatThisVersionKnows() {
        assertThat(Schema.migrate(as(Schema.OWNER))).isPositive();

        assertThat(text("SELECT cause FROM pause WHERE name = '" + shop + "'")).isEqualTo("key");
        assertThat(text("SELECT held FROM jobrunr_jobs")).isEqualTo("t");
        assertThat(text("SELECT warehouse_code || ' ' || (left_at = changed_at) FROM posting"))
                .as("where a posting left from")
                .isEqualTo("22142605386000 true");
        assertThat(text("SELECT bool_and(relforcerowsecurity) FROM pg_class WHERE relname IN ('shop', 'posting')"))
                .as("the walls stand again")
                .isEqualTo("t");
    }

    private String text(String sql) {
        return superuser.withHandle(
                handle -> handle.createQuery(sql).mapTo(String.class).one());
    }

    private PGSimpleDataSource as(String role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(shared.postgres().jdbcUrl());
        source.setDatabaseName(name);
        source.setUser(role);
        return source;
    }
}
