package io.marketsync.imports;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.db.StatementCount;
import io.marketsync.imports.ImportFile.Format;
import io.marketsync.imports.ImportFile.What;
import io.marketsync.job.Attempt;
import io.marketsync.job.AttemptLost;
import io.marketsync.job.Ending;
import io.marketsync.job.Outcome;
import io.marketsync.testing.Printed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What becomes of the rows of a file. */
class ApplyImportIT extends ImportingShop {

    private static final String STOCK = "offer;warehouse;available;version\n";

    /** Name and what is asked. */
    private static final int LOOK = 2;

    /** Name, rows, rejects with the place to go on at, fence. */
    private static final int BATCH = 4;

    /** Name, end, fence. */
    private static final int END = 3;

    @Tag(Printed.COSTS)
    @ParameterizedTest
    @ValueSource(ints = {1, 100, 1_000, 10_000})
    void aThousandRowsCostTheSameStatementsWhateverIsStored(int rows) throws Exception {
        for (int time = 0; time < 2; time++) {
            job = time == 0 ? job : anotherJob();
            sent(What.STOCK, Format.CSV, STOCK + rows(1, rows, n -> "чай-" + n + ";1;" + n + ";"));
            Attempt attempt = attempt();
            long before = StatementCount.soFar();

            assertThat(push(attempt).counts()).isEqualTo(Map.of("accepted", (long) rows));

            long statements = StatementCount.soFar() - before;
            int batches = (rows + ApplyImport.BATCH - 1) / ApplyImport.BATCH;
            int push = time == 0 ? 1 : 2; // a new one is stored, one that waits is found
            assertThat(statements).isEqualTo(LOOK + LOOK * (1 + 1) + BATCH * batches + push + END);
            if (time == 0) {
                Printed.cost(ApplyImport.KIND, rows, "rows", 0, statements);
            }
        }
        assertThat(text(
                        "SELECT count(*) || ' ' || sum(quantity) || ' ' || max(version) FROM stock_level WHERE shop_id = ?",
                        shop))
                .isEqualTo(rows + " " + rows * (rows + 1L) / 2 + " 2");
        assertThat(level("чай-1")).isEqualTo("1 v2");
        assertThat(text("SELECT count(*) FROM import_chunk WHERE seller_id = ?", seller))
                .isEqualTo("0");
        assertThat(pushes()).isEqualTo("1");
        assertThat(progress()).isEqualTo("rows 1/1 " + rows + " of " + rows + " rows");
    }

    private String pushes() {
        return text("SELECT count(*) FROM jobrunr_jobs WHERE kind = 'stock.push' AND shop_id = ?", shop);
    }

    @Test
    void rowsThatAreNotTakenAreListedAndTheOthersAre() throws Exception {
        says("known", 1, 9L);
        sent(What.STOCK, Format.CSV, STOCK + """
                a;1;12;
                b;1;-1;
                c;1;x;
                known;1;5;8
                d;1;1;
                d;1;2;

                "open;1;1;
                \u202e;1;1;
                """);

        Run run = push();

        assertThat(run.counts()).isEqualTo(Map.of("accepted", 2L, "rejected", 6L));
        assertThat(run.ending()).isInstanceOfSatisfying(Ending.Ended.class, ended -> {
            assertThat(ended.outcome()).isEqualTo(Outcome.PARTIAL);
            assertThat(ended.why()).startsWith("6 rows were not taken.");
        });
        assertThat(rejects())
                .containsExactly(
                        "3 b /available MIN",
                        "4 null /available WRONG_TYPE",
                        "5 known /version OLDER_VERSION",
                        "6 d  SAID_AGAIN",
                        "9 null  OPEN_QUOTE",
                        "10 null /offer PATTERN");
        assertThat(text("SELECT arguments->>'pointer' FROM import_reject WHERE job_id = ? AND row_no = 6", job))
                .isEqualTo("#/rows/7");
        assertThat(level("a")).isEqualTo("12 v1");
        assertThat(level("d")).isEqualTo("2 v1");
        assertThat(level("known")).isEqualTo("1 v9");
    }

    @Test
    void whatWasSaidAfterTheFileStands() throws Exception {
        says("before", 1, null);
        begun(What.STOCK, Format.CSV);
        says("since", 1, null);
        says("since, versioned", 1, null);
        says("both versioned, lower", 1, 5L);
        says("both versioned, higher", 1, 9L);
        says("both versioned, the same", 1, 7L);
        arrived(STOCK + """
                before;1;2;
                since;1;2;
                since, versioned;1;2;7
                both versioned, lower;1;2;7
                both versioned, higher;1;2;7
                both versioned, the same;1;2;7
                """);

        assertThat(push().counts()).isEqualTo(Map.of("accepted", 2L, "rejected", 4L));

        assertThat(level("before")).isEqualTo("2 v2");
        assertThat(level("both versioned, lower")).isEqualTo("2 v7");
        assertThat(text("SELECT sum(quantity) FROM stock_level WHERE shop_id = ?", shop))
                .isEqualTo("8");
        assertThat(rejects())
                .containsExactly(
                        "3 since  SAID_LATER",
                        "4 since, versioned  SAID_LATER",
                        "6 both versioned, higher /version OLDER_VERSION",
                        "7 both versioned, the same  SAID_LATER");
        assertThat(text(
                        "SELECT bool_and(counted_at = f.said_at) FROM stock_level l, import_file f WHERE f.id = ? AND l.shop_id = f.shop_id AND l.quantity = 2",
                        file))
                .as("orders since then are subtracted")
                .isEqualTo("t");
    }

    @Test
    void ofRowsOfAFileTheLastStandsAndOfFilesTheOneThatWasSentLast() throws Exception {
        sent(What.STOCK, Format.CSV, STOCK + rows(1, 1_500, n -> "a" + n % 1_000 + ";1;" + n + ";"));
        var first = job;
        var firstFile = file;
        job = anotherJob();
        sent(What.STOCK, Format.CSV, STOCK + "a7;1;1;\n");
        push();
        job = first;
        file = firstFile;

        assertThat(push().counts()).isEqualTo(Map.of("accepted", 1_498L, "rejected", 2L));

        assertThat(level("a1")).as("row 1001").startsWith("1001 ");
        assertThat(level("a7")).as("the second file's").startsWith("1 ");
    }

    @Test
    void anAttemptThatLosesItsJobInTheMiddleIsGoneOnFrom() throws Exception {
        chunk = 5_000;
        sent(What.STOCK, Format.CSV, STOCK + rows(1, 2_500, n -> "чай-" + n + ";1;" + (n == 900 ? "x" : n) + ";"));
        AtomicInteger batches = new AtomicInteger();
        stop = () -> {
            if (batches.incrementAndGet() == 1) {
                attempt();
            }
            return false;
        };
        Attempt lost = attempt();

        assertThatThrownBy(() -> push(lost)).isInstanceOf(AttemptLost.class);
        assertThat(text("SELECT count(*) FROM stock_level WHERE shop_id = ?", shop))
                .isEqualTo("999");
        assertThat(text("SELECT row_done FROM import_file WHERE id = ?", file)).isEqualTo("1001");
        assertThat(pushes()).as("what it would do is guarded as a whole").isEqualTo("0");

        assertThat(push().counts()).isEqualTo(Map.of("accepted", 2_499L, "rejected", 1L));
        assertThat(text("SELECT count(*) || ' v' || max(version) FROM stock_level WHERE shop_id = ?", shop))
                .as("nothing is applied twice")
                .isEqualTo("2499 v1");
        assertThat(pushes()).isEqualTo("1");
        assertThat(rejects()).containsExactly("901 null /available WRONG_TYPE");

        assertThat(push())
                .as("an attempt that could not say any more how it ended")
                .satisfies(again -> {
                    assertThat(again.counts()).isEqualTo(Map.of("accepted", 2_499L, "rejected", 1L));
                    assertThat(again.ending())
                            .isInstanceOfSatisfying(Ending.Ended.class, ended -> assertThat(ended.outcome())
                                    .isEqualTo(Outcome.PARTIAL));
                });
    }

    @Test
    void oneThatIsAskedToEndGoesOnLater() throws Exception {
        sent(What.STOCK, Format.CSV, STOCK + rows(1, 1_500, n -> "a" + n + ";1;" + n + ";"));
        stop = () -> true;
        assertThat(push().ending()).isInstanceOf(Ending.Snoozed.class);
        assertThat(progress()).isEqualTo("rows 1/1 1000 of about 1500 rows");
        assertThat(push().ending()).isEqualTo(Outcome.OK);
        assertThat(text("SELECT max(version) FROM stock_level WHERE shop_id = ?", shop))
                .isEqualTo("1");
    }

    @Test
    void aFileWithoutAHeaderSaysSoAndStaysFailed() throws Exception {
        sent(What.STOCK, Format.CSV, "tea;1;12\n");
        for (int time = 0; time < 2; time++) {
            assertThat(push().ending()).isInstanceOfSatisfying(Ending.Ended.class, ended -> {
                assertThat(ended.outcome()).isEqualTo(Outcome.FAILED);
                assertThat(ended.why())
                        .startsWith("The header has a column \"tea\" that nobody knows.")
                        .hasSizeLessThanOrEqualTo(500);
            });
        }
        assertThat(text("SELECT count(*) FROM import_chunk WHERE seller_id = ?", seller))
                .isEqualTo("0");
    }

    @Test
    void aFileThatIsGoneOrHasNoRowsDoesNothing() throws Exception {
        assertThat(push().ending()).isInstanceOf(Ending.Discarded.class);
        sent(What.STOCK, Format.CSV, STOCK + "\n;;;\n");
        assertThat(push().ending()).isEqualTo(Outcome.NOTHING);
        assertThat(text("SELECT count(*) FROM jobrunr_jobs WHERE kind = 'stock.push'"))
                .isEqualTo("0");
    }

    @Test
    void rejectsThatNobodyReadsAreCountedAndNotListed() throws Exception {
        sent(What.STOCK, Format.NDJSON, rows(1, ApplyImport.MOST_LISTED + 50, n -> "{}x"));
        Run run = push();
        assertThat(run.counts()).isEqualTo(Map.of("rejected", 10_050L, "not_listed", 50L));
        assertThat(run.ending()).isInstanceOfSatisfying(Ending.Ended.class, ended -> assertThat(ended.outcome())
                .isEqualTo(Outcome.FAILED));
        assertThat(text("SELECT count(*) || ' up to ' || max(row_no) FROM import_reject WHERE job_id = ?", job))
                .isEqualTo("10000 up to 10000");
    }

    @Test
    void pricesAreJudgedAsThoseOfARequest() throws Exception {
        change("INSERT INTO price_setting (seller_id, shop_id, currency) VALUES (?, ?, 'RUB')", seller, shop);
        change("""
                INSERT INTO price (seller_id, shop_id, offer_code, price, minimum_price, currency, version, set_at)
                SELECT ?, ?, offer, 500, 400, 'RUB', 1, now() + wait
                FROM (VALUES ('low', interval '0'), ('late', interval '1 hour')) AS p (offer, wait)""", seller, shop);
        sent(What.PRICES, Format.NDJSON, """
                {"offer":"tea","price":"1299.90","oldPrice":"1599.00","currency":"RUB"}
                {"offer":"low","price":"399.99","currency":"RUB"}
                {"offer":"late","price":"450.00","currency":"RUB"}
                {"offer":"kzt","price":"450.00","currency":"KZT"}
                {"offer":"gap","price":"500.00","oldPrice":"510.00","currency":"RUB"}
                {"offer":"text","price":500,"currency":"RUB"}
                """);

        assertThat(push().counts()).isEqualTo(Map.of("accepted", 1L, "rejected", 5L));

        assertThat(text("SELECT price || ' ' || old_price FROM price WHERE shop_id = ? AND offer_code = 'tea'", shop))
                .isEqualTo("1299.90 1599.00");
        assertThat(rejects())
                .containsExactly(
                        "2 low /price BELOW_MINIMUM",
                        "3 late  SAID_LATER",
                        "4 kzt /currency OTHER_CURRENCY",
                        "5 gap /oldPrice OLD_PRICE_TOO_LOW",
                        "6 null /price WRONG_TYPE");
        assertThat(text("SELECT count(*) FROM jobrunr_jobs WHERE kind = 'price.push' AND shop_id = ?", shop))
                .isEqualTo("1");
    }

    private String progress() {
        return text("""
                SELECT phase || ' ' || phase_index || '/' || phase_count || ' ' || completed || ' of '
                    || coalesce(total::text, 'about ' || total_estimate) || ' ' || unit FROM job_run WHERE job_id = ?""", job);
    }

    private static String rows(int from, int to, IntFunction<String> row) {
        return IntStream.rangeClosed(from, to).mapToObj(row).collect(Collectors.joining("\n", "", "\n"));
    }
}
