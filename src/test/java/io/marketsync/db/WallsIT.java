package io.marketsync.db;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.testing.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The second wall: what PostgreSQL itself refuses when our own code forgets or mistakes the seller. */
class WallsIT {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private static final List<String> ROLES = List.of(Schema.API, Schema.WORKER);

    /** The queue is cross-seller by nature. */
    private static final Set<String> WORKERS_SEE_ALL = Set.of("job", "job_run", "batch", "batch_joined", "freshness");

    private static final TestDatabase DATABASE = TestDatabase.shared();
    private static WalledSeller own;
    private static WalledSeller other;

    @BeforeAll
    static void fill() {
        own = WalledSeller.in(DATABASE, "Own");
        other = WalledSeller.in(DATABASE, "Other");
    }

    static Stream<Arguments> walledTables() {
        return ROLES.stream().flatMap(role -> WalledSeller.TABLES.stream()
                .filter(table -> !role.equals(Schema.WORKER) || !WORKERS_SEE_ALL.contains(table))
                .map(table -> Arguments.of(role, table)));
    }

    @ParameterizedTest
    @MethodSource("walledTables")
    void aQueryWithoutASellerIsAnErrorNotZeroRows(String role, String table) {
        assertThat(sqlState(() -> as(role).forSystem(handle -> count(handle, table))))
                .isEqualTo(INSUFFICIENT_PRIVILEGE);
    }

    /** After set_config(…, true) the setting is '' and not NULL; that must be "no seller", too. */
    @ParameterizedTest
    @MethodSource("walledTables")
    void theSellerOfAnEarlierTransactionIsForgotten(String role, String table) throws SQLException {
        try (TinyPool pool = new TinyPool(DATABASE.as(role), 1)) {
            JdbcTransactions transactions = new JdbcTransactions(Database.on(pool));
            transactions.forSeller(own.id(), handle -> count(handle, "shop"));
            assertThat(sqlState(() -> transactions.forSystem(handle -> count(handle, table))))
                    .isEqualTo(INSUFFICIENT_PRIVILEGE);
        }
    }

    @ParameterizedTest
    @MethodSource("walledTables")
    void aSellerSeesOwnRowsOrNone(String role, String table) {
        if (Set.of(
                                "api_token",
                                "idempotency_key",
                                "freshness",
                                "webhook_path",
                                "label_file",
                                "label_task",
                                "import_chunk",
                                "import_reject")
                        .contains(table)
                && !mayRead(role, table)) {
            return; // refused whole, which the first test shows
        }
        String seller = table.equals("seller") ? "id" : "seller_id";
        List<UUID> seen = as(role).forSeller(
                        own.id(), handle -> handle.createQuery("SELECT DISTINCT " + seller + " FROM " + table)
                                .mapTo(UUID.class)
                                .list());
        assertThat(seen).containsExactly(own.id());
    }

    @Test
    void workersSeeJobsAndRunsOfEverySeller() {
        WORKERS_SEE_ALL.forEach(table -> assertThat(DATABASE.workers()
                        .<List<UUID>>forSystem(handle -> handle.createQuery("SELECT DISTINCT seller_id FROM " + table)
                                .mapTo(UUID.class)
                                .list()))
                .contains(own.id(), other.id()));
    }

    static Stream<Arguments> foreignRows() {
        Map<String, String> values = Map.of(
                "offer (id, seller_id, shop_id, code)", "(gen_random_uuid(), :seller, :shop, 'x')",
                "posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, content_hash, raw)",
                        "(:seller, :shop, 'x', 'fbs', 'x', 0, false, false, '\\x00', '{}')",
                "posting_line (seller_id, shop_id, number, line_no, offer_code, quantity)",
                        "(:seller, :shop, 'first', 2, 'x', 1)",
                "warehouse (seller_id, shop_id, code, active, seen_at)", "(:seller, :shop, 'x', true, now())",
                "sync_watermark (seller_id, shop_id, feed, reached)", "(:seller, :shop, 'x', now())");
        Map<String, String> ofTheApi = Map.of(
                "shop (id, seller_id, marketplace, name, client_id, wrapped_key, sealed_key, key_hint)",
                        "(gen_random_uuid(), :seller, 'ozon', 'x', 'x', '\\x00', '\\x00', '')",
                "job (id, seller_id, shop_id, kind, queue, args, requested_by)",
                        "(gen_random_uuid(), :seller, :shop, 'x', 'low', '{}', 'user')",
                "batch (id, seller_id, kind, queue, requested_by, size)", "(:shop, :seller, 'x', 'low', 'user', 1)",
                "batch_joined (seller_id, batch_id, job_id)",
                        "(:seller, (SELECT id FROM batch WHERE size = 1 LIMIT 1), :shop)",
                "webhook_inbox (seller_id, shop_id, event_key, type, number, scheme, payload)",
                        "(:seller, :shop, sha256('y'), 'x', '1', 'fbs', '')",
                "import_file (seller_id, id, shop_id, what, format)",
                        "(:seller, gen_random_uuid(), :shop, 'stock', 'csv')",
                "idempotency_key (seller_id, key, fingerprint, expires_at)",
                        "(:seller, 'sixteen-letters-x', sha256('x'), now())");
        return Stream.concat(
                values.entrySet().stream().map(row -> Arguments.of(Schema.WORKER, row.getKey(), row.getValue())),
                ofTheApi.entrySet().stream().map(row -> Arguments.of(Schema.API, row.getKey(), row.getValue())));
    }

    @ParameterizedTest
    @MethodSource("foreignRows")
    void aRowOfAnotherSellerCannotBeWritten(String role, String columns, String values) {
        String insert = "INSERT INTO " + columns + " VALUES " + values;
        assertThat(sqlState(() -> insert(role, insert, other.id(), other.shop())))
                .isEqualTo(INSUFFICIENT_PRIVILEGE);
        assertThat(insert(role, insert, own.id(), own.shop())).isEqualTo(1);
    }

    @Test
    void anOwnRowCannotNameAnothersShop() {
        String job = "INSERT INTO job (id, seller_id, shop_id, kind, queue, args, requested_by)"
                + " VALUES (gen_random_uuid(), :seller, :shop, 'x', 'low', '{}', 'user')";
        assertThat(sqlState(() -> insert(Schema.API, job, own.id(), other.shop())))
                .isEqualTo(FOREIGN_KEY_VIOLATION);
        String offer =
                "INSERT INTO offer (id, seller_id, shop_id, code) VALUES (gen_random_uuid(), :seller, :shop, 'y')";
        assertThat(sqlState(() -> insert(Schema.WORKER, offer, own.id(), other.shop())))
                .isEqualTo(FOREIGN_KEY_VIOLATION);
    }

    @Test
    void anOwnRowCannotBeGivenAway() {
        assertThat(sqlState(() -> DATABASE.api()
                        .forSeller(own.id(), handle -> handle.execute("UPDATE shop SET seller_id = ?", other.id()))))
                .isEqualTo(INSUFFICIENT_PRIVILEGE);
        assertThat(sqlState(() -> DATABASE.workers()
                        .forSeller(own.id(), handle -> handle.execute("UPDATE offer SET seller_id = ?", other.id()))))
                .isEqualTo(INSUFFICIENT_PRIVILEGE);
    }

    @Test
    void anothersRowsAreNotThereToBeChangedOrDeleted() {
        int changed = DATABASE.api()
                .forSeller(
                        own.id(), handle -> handle.execute("UPDATE shop SET name = 'mine' WHERE id = ?", other.shop()));
        int deleted = DATABASE.workers()
                .forSeller(own.id(), handle -> handle.execute("DELETE FROM posting WHERE seller_id = ?", other.id()));
        assertThat(changed + deleted).isZero();
    }

    @Test
    void theViewsOfOperationsHaveTheSameWalls() {
        for (String view : List.of("operation", "batch_operation", "batch_member")) {
            assertThat(sqlState(() -> DATABASE.api().forSystem(handle -> count(handle, view))))
                    .as(view)
                    .isEqualTo(INSUFFICIENT_PRIVILEGE);
        }
    }

    /** TRUNCATE and COPY pass by row security: nobody may. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRUNCATE offer",
                "COPY offer TO STDOUT",
                "SET ROLE marketsync_owner",
                "SET row_security = off; SELECT count(*) FROM shop"
            })
    void whatPassesByRowSecurityIsNotGranted(String statement) {
        for (String role : ROLES) {
            assertThatThrownBy(() -> as(role).forSeller(own.id(), handle -> handle.execute(statement)))
                    .as(role)
                    .isInstanceOf(JdbiException.class);
        }
    }

    private static boolean mayRead(String role, String table) {
        return DATABASE.superuser()
                .withHandle(handle -> handle.createQuery("SELECT has_table_privilege(:role, :table, 'SELECT')")
                        .bind("role", role)
                        .bind("table", table)
                        .mapTo(Boolean.class)
                        .one());
    }

    private static int insert(String role, String statement, UUID seller, UUID shop) {
        return as(role).forSeller(own.id(), handle -> handle.createUpdate(statement)
                .bind("seller", seller)
                .bind("shop", shop)
                .execute());
    }

    private static long count(Handle handle, String table) {
        return handle.createQuery("SELECT count(*) FROM " + table)
                .mapTo(Long.class)
                .one();
    }

    private static JdbcTransactions as(String role) {
        return new JdbcTransactions(Database.on(DATABASE.as(role)));
    }

    private static String sqlState(ThrowingCallable call) {
        JdbiException thrown = catchThrowableOfType(JdbiException.class, call);
        assertThat(thrown).as("refused").isNotNull();
        return ((SQLException) thrown.getCause()).getSQLState();
    }
}
