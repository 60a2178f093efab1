package io.marketsync.posting;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.marketsync.db.StatementCount;
import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.Attempt;
import io.marketsync.job.Ending;
import io.marketsync.job.Outcome;
import io.marketsync.offer.OfferStore;
import io.marketsync.shop.Adapters;
import io.marketsync.testing.KeyedShops;
import io.marketsync.testing.Printed;
import io.marketsync.testing.TestOrders;

import static io.marketsync.posting.ScriptedFeed.BORN;
import static io.marketsync.posting.ScriptedFeed.SWEEP;
import static io.marketsync.posting.ScriptedFeed.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Days of the past, read one after the other. */
class BackfillOrdersIT extends PullingShop {

    private static final LocalDate DAY = LocalDate.parse("2026-03-10");

    /** Reading the shop's key, and which days are read. */
    private static final int FRAME = 2 + 2;

    /** Seller, offers, postings, lines, fence. */
    private static final int PAGE = 5;

    private static final int EMPTY_PAGE = 2;
    private static final int DAY_READ = 1;

    private Duration turn = Duration.ofMinutes(1);
    private Attempt latest;
    private long statements;

    @Test
    void daysAreReadFromTheYoungestOnEachFromMidnightToMidnight() throws Exception {
        assertThat(backfill(DAY.minusDays(2), DAY)).isEqualTo(Outcome.OK);
        assertThat(feed.windowsOf(BORN))
                .extracting(window -> window.from() + " " + window.to())
                .containsExactly(
                        "2026-03-10T00:00:00Z 2026-03-11T00:00:00Z",
                        "2026-03-09T00:00:00Z 2026-03-10T00:00:00Z",
                        "2026-03-08T00:00:00Z 2026-03-09T00:00:00Z");
        assertThat(feed.windowsOf(SWEEP)).hasSize(3);
        assertThat(feed.windowsOf(ScriptedFeed.CHANGED)).isEmpty();
        assertThat(feed.windowsOf(ScriptedFeed.OPEN)).isEmpty();
        assertThat(latest.counts().asMap()).isEqualTo(Map.of("days", 3L));
        assertThat(text(
                        "SELECT phase || ' ' || completed || ' of ' || total || ' ' || unit FROM job_run WHERE job_id = ?",
                        job))
                .isEqualTo("2026-03-08 3 of 3 days");
    }

    @Test
    void aParentThatCannotBeReadStopsNoDay() throws Exception {
        feed.with(BORN, List.of(part("1-child", "1", Stage.AWAITING, 2)))
                .failingFor("1", new JobFailure(Reason.TRANSIENT, "garbled"));
        assertThat(backfill(DAY, DAY)).isInstanceOfSatisfying(Ending.Ended.class, ended -> assertThat(ended.outcome())
                .isEqualTo(Outcome.PARTIAL));
        assertThat(latest.counts().asMap()).isEqualTo(Map.of("days", 1L, "created", 1L, "parents_unread", 1L));
    }

    @Test
    void aDayIsCountedHereAndThereByItsOwnPostings() throws Exception {
        stored("gone there", "2026-03-10T05:00:00Z");
        feed.with(
                        BORN,
                        List.of(born("a", "2026-03-10T00:00:00Z"), born("b", "2026-03-10T23:59:59.999999Z")),
                        List.of(born("c", "2026-03-10T12:00:00Z"), born("of the next day", "2026-03-11T00:00:00Z")))
                .with(SWEEP, List.of(born("d", "2026-03-10T01:00:00Z"), born("a", "2026-03-10T00:00:00Z")));
        assertThat(backfill(DAY, DAY)).isEqualTo(Outcome.OK);
        assertThat(days()).isEqualTo("2026-03-10 4 5");
        assertThat(latest.counts().asMap()).isEqualTo(Map.of("days", 1L, "created", 5L, "unchanged", 1L));
        assertThat(numbers()).contains("a", "b", "c", "d", "of the next day");
    }

    @Test
    void anAttemptGoesOnWithTheFirstDayThatWasNotReadToItsEnd() throws Exception {
        feed.failingAtPage(3, new JobFailure(Reason.TRANSIENT, "away"));
        assertThatThrownBy(() -> backfill(DAY.minusDays(2), DAY)).hasMessage("away");
        assertThat(days()).isEqualTo("2026-03-10 0 0");

        feed.failingAtPage(-1, null).asked.clear();
        assertThat(backfill(DAY.minusDays(2), DAY)).isEqualTo(Outcome.OK);
        assertThat(feed.windowsOf(BORN)).hasSize(2);
        assertThat(latest.counts().of("days")).isEqualTo(3);
    }

    @Test
    void afterItsTurnItMakesRoomForOthersAndGoesOn() throws Exception {
        turn = Duration.ZERO;
        assertThat(backfill(DAY, DAY)).as("nothing fits into no time").isInstanceOf(Ending.Snoozed.class);
        assertThat(feed.asked).isEmpty();
        turn = Duration.ofMinutes(1);
        stop = () -> feed.asked.size() >= 2;
        assertThat(backfill(DAY.minusDays(1), DAY)).isInstanceOf(Ending.Snoozed.class);
        assertThat(days()).isEqualTo("2026-03-10 0 0");
    }

    @Test
    void askedForAgainItGoesOnWhereAnotherJobStoppedAndReadsOldDaysAnew() throws Exception {
        backfill(DAY, DAY);
        database.superuser()
                .useHandle(handle -> handle.execute("UPDATE backfill_day SET job_id = ?", UUID.randomUUID()));
        feed.asked.clear();
        assertThat(backfill(DAY, DAY)).as("read just now").isEqualTo(Outcome.OK);
        assertThat(feed.asked).isEmpty();
        database.superuser()
                .useHandle(handle -> handle.execute("UPDATE backfill_day SET read_at = now() - interval '25 hours'"));
        backfill(DAY, DAY);
        assertThat(feed.windowsOf(BORN)).hasSize(1);
    }

    @Test
    void aPageThatComesAgainAndAFeedWithoutEndAreFailures() {
        feed.endless();
        assertThatThrownBy(() -> backfill(DAY, DAY)).hasMessageContaining("more than 200 pages of 2026-03-10");
        assertThat(days()).isEmpty();
    }

    @Tag(Printed.COSTS)
    @ParameterizedTest
    @CsvSource({"3,1", "3,10", "1,100", "100,100"})
    @SuppressWarnings("unchecked")
    void aPageIsFiveStatementsAndADayOneMore(int pages, int size) throws Exception {
        feed.with(
                BORN,
                IntStream.range(0, pages)
                        .mapToObj(page -> IntStream.range(0, size)
                                .mapToObj(i -> born(page + "-" + i, "2026-03-10T10:00:00Z"))
                                .toList())
                        .toArray(List[]::new));
        backfill(DAY, DAY);
        assertThat(statements).isEqualTo(FRAME + (long) pages * PAGE + EMPTY_PAGE + DAY_READ);
        assertThat(latest.counts().of("created")).isEqualTo((long) pages * size);
        assertThat(feed.asked).as("and the empty feed").hasSize(pages + 1);
        if (size == 100) {
            Printed.cost(BackfillOrders.KIND, 100L * pages, "postings", feed.asked.size(), statements);
        }
    }

    private Ending backfill(LocalDate from, LocalDate to) throws InterruptedException {
        TestOrders config = new TestOrders(
                CONFIG.overlap(),
                CONFIG.lookback(),
                CONFIG.sweep(),
                200,
                CONFIG.heldPerPull(),
                CONFIG.openEvery(),
                CONFIG.checkEvery(),
                CONFIG.checkedPerPull(),
                turn);
        PostingStore postings = new PostingStore();
        BackfillOrders backfill = new BackfillOrders(
                new Adapters<>(List.of(feed)),
                KeyedShops.keys(),
                new ByNumber(postings),
                new PostingPages(new OfferStore(), postings, new PostingLineStore()),
                config);
        latest = attempt();
        long before = StatementCount.soFar();
        Ending ending = backfill.run(latest, new BackfillOrders.Args(from, to));
        statements = StatementCount.soFar() - before;
        return ending;
    }

    private static Posting born(String number, String at) {
        return ScriptedFeed.posting(number, Stage.DELIVERED, Instant.parse(at));
    }

    private void stored(String number, String born) {
        database.superuser()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, in_process_at,"
                                + " content_hash) VALUES (?, ?, ?, 'fbs', 'x', 80, true, false, ?::timestamptz, '\\x00')",
                        seller,
                        shop,
                        number,
                        born));
    }

    private String days() {
        return text(
                "SELECT string_agg(day || ' ' || theirs || ' ' || ours, ', ' ORDER BY day) FROM backfill_day WHERE shop_id = ?",
                shop);
    }

    private String text(String sql, UUID of) {
        return database.superuser()
                .withHandle(handle ->
                        handle.select(sql, of).mapTo(String.class).findOne().orElse(""));
    }
}
