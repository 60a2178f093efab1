package io.marketsync.stats;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.db.StatementCount;
import io.marketsync.job.Attempt;
import io.marketsync.job.Ending;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.job.Outcome;
import io.marketsync.posting.WatermarkStore;
import io.marketsync.queue.OnTwin;
import io.marketsync.testing.Printed;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestStorage;

import static org.assertj.core.api.Assertions.assertThat;

/** What a shop's days say after its postings have changed. */
class RollUpStatsIT {

    private final TestDatabase database = TestDatabase.shared();
    private final TestStorage storage = new TestStorage(database);
    private UUID seller;
    private UUID shop;
    private UUID job;

    @BeforeEach
    void aShop() {
        database.withoutJobs();
        seller = database.seller("Rolled seller");
        shop = database.shop(seller);
        job = enqueue();
    }

    @Test
    void aDayIsItsPostingsAndMoneyByCurrency() {
        posting("a", "2026-11-20T00:00:00Z", 20, "RUB", "10.50", 2);
        posting("b", "2026-11-20T23:59:59Z", 80, "RUB", "5.25", 1);
        posting("c", "2026-11-20T12:00:00Z", 20, "CNY", "7.50", 3);
        posting("d", "2026-11-20T12:00:00Z", 90, "RUB", "100", 9);
        posting("split", "2026-11-20T12:00:00Z", 95, "RUB", "0", 0);
        posting("e", "2026-11-21T00:00:00Z", 20, "RUB", "1", 1);
        posting("unpaid", null, 20, "RUB", "1", 1);

        assertThat(roll()).isEqualTo(Outcome.OK);

        assertThat(day("2026-11-20")).isEqualTo("4 1 6");
        assertThat(revenue("2026-11-20")).isEqualTo("CNY 7.5000, RUB 15.7500");
        assertThat(day("2026-11-21")).isEqualTo("1 0 1");
    }

    @Test
    void linesOfSeveralCurrenciesAreMoneyOfTheirOwn() {
        posting("a", "2026-11-20T10:00:00Z", 20, "RUB", "10", 1);
        line("a", 2, 3, "2.50", "CNY");
        line("a", 3, 2, "1", null);
        line("a", 4, 1, null, "EUR");
        posting("b", "2026-11-20T11:00:00Z", 20, "CNY", "4", 2);
        roll();
        assertThat(day("2026-11-20")).isEqualTo("2 0 9");
        assertThat(revenue("2026-11-20"))
                .as("a price without a currency has that of its posting")
                .isEqualTo("CNY 11.5000, RUB 12.0000");
    }

    @Test
    void onlyDaysThatChangedAreWorkedOutAnewAndWhole() {
        posting("a", "2026-11-20T10:00:00Z", 20, "RUB", "10", 1);
        posting("b", "2026-11-20T11:00:00Z", 20, "CNY", "10", 1);
        posting("c", "2026-11-21T10:00:00Z", 20, "RUB", "10", 1);
        roll();
        change("UPDATE posting SET changed_at = now() - interval '1 day' WHERE shop_id = ?", shop);
        assertThat(roll()).isEqualTo(Outcome.NOTHING);
        change("UPDATE shop_day SET rolled_at = '-infinity' WHERE shop_id = ?", shop);

        change("UPDATE posting SET status_rank = 90, changed_at = now() WHERE number = 'b' AND shop_id = ?", shop);
        roll();

        assertThat(day("2026-11-20")).isEqualTo("2 1 1");
        assertThat(revenue("2026-11-20")).isEqualTo("RUB 10.0000");
        assertThat(text("SELECT rolled_at = '-infinity' FROM shop_day WHERE day = '2026-11-21' AND shop_id = ?", shop))
                .isEqualTo("t");
    }

    @Test
    void aDayWhosePostingsAreAllSplitAwayHasNone() {
        posting("a", "2026-11-20T10:00:00Z", 20, "RUB", "10", 1);
        roll();
        change("UPDATE posting SET status_rank = 95, changed_at = now() WHERE shop_id = ?", shop);
        roll();
        assertThat(day("2026-11-20")).isEqualTo("0 0 0");
        assertThat(revenue("2026-11-20")).isEmpty();
    }

    @Test
    void pushesThatEndedOfLateAreCounted() {
        for (String counts : new String[] {"{\"sent\":10,\"zeroed\":2,\"refused\":1}", "{\"quarantined\":4}"}) {
            push("stock.push", counts, "now()");
        }
        push("price.push", "{\"sent\":20,\"refused\":3,\"quarantined\":7,\"unanswered\":1}", "now()");
        push("orders.pull", "{\"sent\":500,\"refused\":500}", "now()");
        push("stock.push", "{\"sent\":100}", "now() - interval '20 days'");

        roll();
        roll();

        assertThat(text("SELECT sum(pushed) || ' ' || sum(push_errors) FROM shop_day WHERE shop_id = ?", shop))
                .isEqualTo("32 15");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 62})
    void aMonthCostsTheSameStatementsAsADay(int days) {
        for (int day = 0; day < days; day++) {
            posting(
                    "p" + day,
                    Instant.parse("2026-09-01T10:00:00Z")
                            .plusSeconds(86_400L * day)
                            .toString(),
                    20,
                    "RUB",
                    "1",
                    1);
        }
        Attempt attempt = attempt();
        long before = StatementCount.soFar();
        roll(attempt);
        long chunks = Math.ceilDiv(days, RollUpStats.MOST_DAYS);
        // a look of three, and the end of four
        assertThat(StatementCount.soFar() - before).isEqualTo(7 + 3 * chunks);
    }

    @Tag(Printed.COSTS)
    @ParameterizedTest
    @ValueSource(ints = {100, 10_000})
    void postingsCostNothingMore(int postings) {
        change("""
                WITH sold AS (
                    INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, in_process_at, currency,
                        total, content_hash)
                    SELECT ?, ?, n::text, 'fbs', 'x', 20, false, false, '2026-09-01T10:00:00Z'::timestamptz + n % 31 * interval '1 day',
                        'RUB', 1, '\\x00' FROM generate_series(1, ?) n RETURNING seller_id, shop_id, number)
                INSERT INTO posting_line (seller_id, shop_id, number, line_no, offer_code, quantity, price, currency)
                SELECT seller_id, shop_id, number, 1, 'a', 1, 1, 'RUB' FROM sold""", seller, shop, postings);
        Attempt attempt = attempt();
        long before = StatementCount.soFar();
        roll(attempt);
        long statements = StatementCount.soFar() - before;
        assertThat(statements).as("31 days").isEqualTo(7 + 3);
        assertThat(text("SELECT sum(units)::text FROM shop_day WHERE shop_id = ?", shop))
                .isEqualTo(String.valueOf(postings));
        assertThat(text("SELECT sum(amount)::bigint::text FROM shop_day_revenue WHERE shop_id = ?", shop))
                .isEqualTo(String.valueOf(postings));
        Printed.cost(RollUpStats.KIND, postings, "postings", 0, statements);
    }

    @Test
    void aRollUpThatIsAskedToEndSaysHowManyDaysAreDone() {
        for (int day = 0; day <= RollUpStats.MOST_DAYS; day++) {
            posting(
                    "p" + day,
                    Instant.parse("2026-09-01T10:00:00Z")
                            .plus(day, ChronoUnit.DAYS)
                            .toString(),
                    20,
                    "RUB",
                    "1",
                    1);
        }
        Iterator<Boolean> answers = List.of(false, true).iterator();
        assertThat(roll(attempt(answers::next)))
                .isEqualTo(new Ending.CutShort("More days changed than one attempt may work out. 31 of 32 are done;"
                        + " the next roll-up, which comes by itself, works out all of them."));
        assertThat(text("SELECT count(*)::text FROM shop_day WHERE shop_id = ?", shop))
                .isEqualTo("31");
        assertThat(roll()).isEqualTo(Outcome.OK);
        assertThat(text("SELECT count(*)::text FROM shop_day WHERE shop_id = ?", shop))
                .isEqualTo("32");
    }

    private Ending roll() {
        return roll(attempt());
    }

    private static Ending roll(Attempt attempt) {
        return new RollUpStats(new WatermarkStore()).run(attempt, new RollUpStats.Args());
    }

    private Attempt attempt() {
        return attempt(() -> false);
    }

    private Attempt attempt(BooleanSupplier stop) {
        return new Attempt(storage.attempt(job, Instant.now()), database.workers(), new JobRunStore(), stop);
    }

    private UUID enqueue() {
        NewJob rollUp = new NewJob(
                RollUpStats.KIND,
                new JobTarget(seller, shop, "ozon"),
                new RollUpStats.Args(),
                0,
                true,
                Origin.CRON,
                null);
        return database.api()
                .forSeller(seller, handle -> storage.queue.enqueue(handle, rollUp, OnTwin.JOIN))
                .id();
    }

    private void posting(String number, String born, int rank, String currency, String total, int units) {
        change("""
                INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, in_process_at, currency,
                    total, content_hash, raw)
                VALUES (?, ?, ?, 'fbs', 'x', ?, false, false, ?::timestamptz, ?, ?, '\\x00', '{}')""", seller, shop, number, rank, born, currency, new BigDecimal(total));
        String each = new BigDecimal(total)
                .divide(BigDecimal.valueOf(Math.max(1, units)), 4, RoundingMode.HALF_UP)
                .toPlainString();
        line(number, 1, units, each, currency);
    }

    private void line(String number, int lineNo, int units, String price, String currency) {
        change(
                "INSERT INTO posting_line (seller_id, shop_id, number, line_no, offer_code, quantity, price, currency)"
                        + " VALUES (?, ?, ?, ?, 'a', ?, ?::numeric, ?)",
                seller,
                shop,
                number,
                lineNo,
                units,
                price,
                currency);
    }

    private void push(String kind, String counts, String ended) {
        change("""
                WITH pushed AS (
                    INSERT INTO job (id, seller_id, shop_id, kind, queue, args, requested_by)
                    VALUES ((lpad(to_hex((extract(epoch FROM %s) * 1000)::bigint), 12, '0') || '7000' || substr(md5(random()::text), 1, 16))::uuid,
                        ?, ?, ?, 'high', '{}', 'system') RETURNING id)
                INSERT INTO job_run (job_id, seller_id, attempt, server, started_at, updated_at, finished_at, counts)
                SELECT id, ?, 1, 'test', %s, now(), %s, ?::jsonb FROM pushed""".formatted(ended, ended, ended), seller, shop, kind, seller, counts);
    }

    /** Postings, cancelled ones, units. */
    private String day(String day) {
        return text(
                "SELECT concat_ws(' ', postings, cancelled, units) FROM shop_day WHERE day = ?::date AND shop_id = ?",
                day,
                shop);
    }

    private String revenue(String day) {
        return text(
                "SELECT string_agg(currency || ' ' || amount, ', ' ORDER BY currency) FROM shop_day_revenue WHERE day = ?::date AND shop_id = ?",
                day,
                shop);
    }

    private String text(String sql, Object... arguments) {
        return database.superuser().withHandle(handle -> handle.select(sql, arguments)
                .mapTo(String.class)
                .findOne()
                .orElse(""));
    }

    private void change(String sql, Object... arguments) {
        database.superuser().useHandle(handle -> handle.execute(sql, arguments));
    }
}
