package io.marketsync.api.testing;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import org.eclipse.microprofile.config.ConfigProvider;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;

import io.marketsync.db.Database;
import io.marketsync.db.JdbcTransactions;
import io.marketsync.shop.KeyOpener;

import static org.assertj.core.api.Assertions.assertThat;

/** What is really in the database, seen by its superuser past every wall. */
public final class Rows {

    private static final Jdbi SUPERUSER = Database.on(source("postgres"));

    private Rows() {}

    public static Jdbi all() {
        return SUPERUSER;
    }

    public static <X extends Exception> void change(HandleConsumer<X> change) throws X {
        SUPERUSER.useHandle(change);
    }

    public static void run(String sql, Object... values) {
        SUPERUSER.useHandle(handle -> handle.execute(sql, values));
    }

    public static long count(String fromWhere, Object... values) {
        return SUPERUSER.withHandle(handle -> handle.select("SELECT count(*) FROM " + fromWhere, values)
                .mapTo(Long.class)
                .one());
    }

    public static String text(String sql, Object... values) {
        return SUPERUSER.withHandle(
                handle -> handle.select(sql, values).mapTo(String.class).one());
    }

    public static PGSimpleDataSource source(String role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(ConfigProvider.getConfig().getValue("quarkus.datasource.jdbc.url", String.class));
        source.setUser(role);
        return source;
    }

    public static JdbcTransactions as(String role) {
        return new JdbcTransactions(Database.on(source(role)));
    }

    public static KeyOpener keyOpener() {
        return new KeyOpener(ConfigProvider.getConfig().getValue(ApiDatabase.PRIVATE_KEYSET, String.class));
    }

    public static List<String> tables() {
        return SUPERUSER.withHandle(
                handle -> handle.select("""
                        SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'flyway%'
                        ORDER BY tablename""").mapTo(String.class).list());
    }

    /** Number and content of the rows of every table; only the time a token was last used may change by asking. */
    public static Map<String, String> fingerprint() {
        Map<String, String> tables = new TreeMap<>();
        SUPERUSER.useHandle(handle -> tables().forEach(table -> tables.put(
                table,
                handle.select("SELECT count(*) || ' rows, content '"
                                + " || coalesce(sum(hashtextextended((to_jsonb(t) - 'last_used_at')::text, 0)), 0) FROM "
                                + table + " t")
                        .mapTo(String.class)
                        .one())));
        return tables;
    }

    /** Runs the request and says that it left every table as it was. */
    public static <T> T nothingIsWrittenBy(java.util.function.Supplier<T> request) {
        Map<String, String> before = fingerprint();
        T answer = request.get();
        assertThat(fingerprint()).as("written although answered %s", answer).isEqualTo(before);
        return answer;
    }

    public static UUID jobOf(UUID seller) {
        return SUPERUSER.withHandle(handle -> handle.select("SELECT id FROM job WHERE seller_id = ?", seller)
                .mapTo(UUID.class)
                .one());
    }

    /** A server as a pool announces itself. */
    public static void aServer(String name) {
        run("""
                INSERT INTO jobrunr_backgroundjobservers VALUES (gen_random_uuid(), 4, 5, now(), now(), 1, 1, 1, 0.1, 1, 1, 1, 0.1,
                    'PT36H', 'PT72H', ?)""", name);
    }
}
