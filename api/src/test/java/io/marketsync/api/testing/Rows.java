package io.marketsync.api.testing;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.eclipse.microprofile.config.ConfigProvider;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;

import io.marketsync.db.Database;
import io.marketsync.db.JdbcTransactions;
import io.marketsync.shop.KeyOpener;
import io.marketsync.testing.KeptConnections;

import static org.assertj.core.api.Assertions.assertThat;

/** What is really in the database, seen by its superuser past every wall. */
public final class Rows {

    private static final Jdbi SUPERUSER = Database.on(KeptConnections.of(source("postgres")));

    /** By asking, the time a token was last used may change, and nothing else. */
    private static final String TOUCHED = "api_token";

    /** One statement for all tables: it is asked around every request that must write nothing. */
    private static final String FINGERPRINT = tables().stream()
            .map(table -> "SELECT '" + table + "' AS name, count(*) || ' rows"
                    + (table.equals(TOUCHED)
                            ? ", content ' || coalesce(sum(hashtextextended((to_jsonb(t) - 'last_used_at')::text, 0)), 0)"
                            : "'")
                    + " AS content FROM " + table + " t")
            .collect(Collectors.joining(" UNION ALL "));

    /** Tables with rows that a transaction from {@code :first} on has inserted or updated: reading it from each row is cheaper than comparing them. */
    private static final String WRITTEN = tables().stream()
            .filter(table -> !table.equals(TOUCHED))
            .map(table -> "SELECT '" + table + "' WHERE EXISTS (SELECT FROM " + table
                    + " WHERE xmin::text::bigint >= :first)")
            .collect(Collectors.joining(" UNION ALL "));

    private static final Map<String, JdbcTransactions> AS = new ConcurrentHashMap<>();

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
        return AS.computeIfAbsent(role, any -> new JdbcTransactions(Database.on(KeptConnections.of(source(role)))));
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

    private static List<String> writtenFrom(long transaction) {
        return SUPERUSER.withHandle(handle -> handle.createQuery(WRITTEN)
                .bind("first", transaction)
                .mapTo(String.class)
                .list());
    }

    /** Number of the rows of every table. */
    private static Map<String, String> fingerprint() {
        return SUPERUSER.withHandle(handle -> {
            Map<String, String> tables = new TreeMap<>();
            handle.select(FINGERPRINT)
                    .mapToMap(String.class)
                    .forEach(row -> tables.put(row.get("name"), row.get("content")));
            return tables;
        });
    }

    /** Runs the request and says that it left every table as it was. */
    public static <T> T nothingIsWrittenBy(java.util.function.Supplier<T> request) {
        Map<String, String> before = fingerprint();
        long first = Long.parseLong(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"));
        T answer = request.get();
        assertThat(writtenFrom(first))
                .as("written although answered %s", answer)
                .isEmpty();
        assertThat(fingerprint()).as("removed although answered %s", answer).isEqualTo(before);
        return answer;
    }

    public static List<UUID> jobsOf(UUID seller) {
        return SUPERUSER.withHandle(handle -> handle.select("SELECT id FROM job WHERE seller_id = ?", seller)
                .mapTo(UUID.class)
                .list());
    }

    /** A server as a pool announces itself. */
    public static void aServer(String name) {
        run("""
                INSERT INTO jobrunr_backgroundjobservers VALUES (gen_random_uuid(), 4, 5, now(), now(), 1, 1, 1, 0.1, 1, 1, 1, 0.1,
                    'PT36H', 'PT72H', ?)""", name);
    }
}
