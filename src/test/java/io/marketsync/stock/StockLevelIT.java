package io.marketsync.stock;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.marketsync.db.StatementCount;
import io.marketsync.stock.StockCount.Basis;

import static org.assertj.core.api.Assertions.assertThat;

/** What is available of what a seller counted, and whose word stands. */
class StockLevelIT extends PushingShop {

    private static final Instant COUNTED = Instant.parse("2026-11-20T10:00:00Z");

    /** A posting of three units: born and gone hours from the count, empty for not yet. */
    @ParameterizedTest
    @CsvSource({
        "ON_HAND,   awaiting,   -5,    , 7, waits for its shipment and still lies there",
        "ON_HAND,   awaiting,    5,    , 7, was sold since",
        "ON_HAND,   awaiting,     ,    , 7, is not paid yet",
        "ON_HAND,   unknown,    -5,    , 7, nobody knows",
        "ON_HAND,   delivering, -5,  -1, 10, had left before the count",
        "ON_HAND,   delivering, -5,   1, 7, has left since",
        "ON_HAND,   delivered,  -5,   1, 7, has left since",
        "ON_HAND,   cancelled,  -5,    , 10, never left",
        "ON_HAND,   cancelled,  -5,   1, 7, is on its way back",
        "AVAILABLE, awaiting,   -5,    , 10, the count knows of it",
        "AVAILABLE, awaiting,    5,    , 7, was sold since",
        "AVAILABLE, delivered,   5,   6, 7, was sold since",
        "AVAILABLE, cancelled,   5,    , 10, never left",
        "AVAILABLE, delivering, -5,   1, 10, the count knows of it"
    })
    void goodsThatAreSoldAreNotAvailable(
            Basis basis, String status, Integer born, Integer left, int available, String why) {
        put(new StockCount(pair("a"), basis, 10, 0, COUNTED, null));
        posting("p", status, born, left);

        reserve();

        assertThat(level("a")).as(why).startsWith(available + " ");
    }

    @Test
    void unitsOfAllPostingsCountAndNeverBelowNothing() {
        put(new StockCount(pair("a"), Basis.ON_HAND, 10, 2, COUNTED, null));
        posting("p", "awaiting", 1, null);
        posting("q", "awaiting", 1, null);
        reserve();
        assertThat(level("a")).startsWith("2 ");

        posting("r", "awaiting", 1, null);
        reserve();
        assertThat(level("a")).startsWith("0 ");

        change("UPDATE posting SET status = 'cancelled', status_rank = 90, terminal = true WHERE shop_id = ?", shop);
        reserve();
        assertThat(level("a")).startsWith("8 ");
    }

    @Test
    void postingsOfOtherWarehousesAndOfTheMarketplacesOwnAreNothingToIt() {
        put(new StockCount(pair("a"), Basis.ON_HAND, 10, 0, COUNTED, null));
        posting("p", "awaiting", 1, null);
        posting("q", "awaiting", 1, null);
        change("UPDATE posting SET warehouse_code = '1' WHERE number = 'p' AND shop_id = ?", shop);
        change("UPDATE posting SET scheme = 'fbo' WHERE number = 'q' AND shop_id = ?", shop);
        reserve();
        assertThat(level("a")).startsWith("10 ");
    }

    @Test
    void theHighestVersionWinsAndOfEqualOnesTheLast() {
        assertThat(put(count(5, 10L))).isTrue();
        assertThat(put(count(6, 9L))).as("older").isFalse();
        assertThat(level("a")).startsWith("5 ");
        assertThat(put(count(7, 10L))).as("the same again").isTrue();
        assertThat(put(count(8, null))).as("without one").isTrue();
        assertThat(put(count(9, 10L))).as("older than that").isFalse();
        assertThat(put(count(10, 11L))).isTrue();
        assertThat(level("a")).startsWith("10 ");
    }

    /** Nothing is subtracted from nothing; as soon as there is something, all that left since its count is. */
    @Test
    void postingsThatLeftAreReadForPairsThatHaveSomethingToSell() {
        put(new StockCount(pair("a"), Basis.ON_HAND, 2, 2, COUNTED, null));
        posting("p", "delivered", 5, 6);
        reserve();
        assertThat(text("SELECT reserved FROM stock_level WHERE shop_id = ?", shop))
                .isEqualTo("0");

        put(new StockCount(pair("a"), Basis.ON_HAND, 10, 2, COUNTED, null));
        reserve();
        assertThat(level("a")).startsWith("5 ");
    }

    /** Of a shop that PostgreSQL has no statistics of, it must not take the time of one read for each of the other. */
    @Test
    void manyPostingsOfManyPairsAreReserved() {
        change("""
                INSERT INTO stock_level (seller_id, shop_id, offer_code, warehouse_code, basis, quantity, counted_at, version)
                SELECT ?, ?, 'o' || n, ?, 'on_hand', 10, now(), 1 FROM generate_series(1, 10000) n""", seller, shop, WAREHOUSE);
        change("""
                WITH born AS (
                    INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, in_process_at,
                        warehouse_code, content_hash, raw)
                    SELECT ?, ?, 'p' || n, 'fbs', 'awaiting', 20, false, false, now(), ?, '\\x00', '{}' FROM generate_series(1, 3000) n
                    RETURNING seller_id, shop_id, number)
                INSERT INTO posting_line (seller_id, shop_id, number, line_no, offer_code, quantity)
                SELECT seller_id, shop_id, number, 1, replace(number, 'p', 'o'), 2 FROM born""", seller, shop, WAREHOUSE);

        reserve();

        assertThat(text(
                        "SELECT count(*) || ' ' || sum(available) FROM stock_level WHERE shop_id = ? AND reserved = 2",
                        shop))
                .isEqualTo("3000 24000");
        change("UPDATE posting SET left_at = '2026-01-01' WHERE shop_id = ?", shop);
        reserve();
        assertThat(text("SELECT count(*) FROM stock_level WHERE shop_id = ? AND reserved > 0", shop))
                .isEqualTo("0");
    }

    @Test
    void aThousandAreOneStatement() {
        List<StockCount> counts = IntStream.range(0, 1000)
                .mapToObj(i -> new StockCount(pair("o" + i), Basis.AVAILABLE, i, 0, COUNTED, null))
                .toList();
        database.api().forSeller(seller, handle -> {
            long before = StatementCount.soFar();
            assertThat(levels.put(handle, seller, shop, counts, null)).hasSize(1000);
            assertThat(StatementCount.soFar() - before).isEqualTo(1);
            return null;
        });
    }

    private StockCount count(int quantity, Long version) {
        return new StockCount(pair("a"), Basis.AVAILABLE, quantity, 0, COUNTED, version);
    }

    private void reserve() {
        database.workers().forSeller(seller, handle -> {
            new StockOrdersStore().follow(handle, seller, shop, config.clockSkew());
            return null;
        });
    }

    private void posting(String number, String status, Integer born, Integer left) {
        int rank = List.of("unknown", "awaiting", "delivering", "delivered", "cancelled")
                .indexOf(status);
        change(
                """
                INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, in_process_at, left_at,
                    warehouse_code, content_hash, raw)
                VALUES (?, ?, ?, 'fbs', ?, ?, ?, ?, ?, ?, ?, '\\x00', '{}')""",
                seller,
                shop,
                number,
                status,
                List.of(0, 20, 40, 80, 90).get(rank),
                rank > 2,
                rank == 0,
                at(born),
                at(left),
                WAREHOUSE);
        change(
                "INSERT INTO posting_line (seller_id, shop_id, number, line_no, offer_code, quantity) VALUES (?, ?, ?, 1, 'a', 3)",
                seller,
                shop,
                number);
    }

    private static Timestamp at(Integer hours) {
        return hours == null ? null : Timestamp.from(COUNTED.plus(Duration.ofHours(hours)));
    }
}
