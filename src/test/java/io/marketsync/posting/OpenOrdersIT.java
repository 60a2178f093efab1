package io.marketsync.posting;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.Attempt;
import io.marketsync.job.Ending;
import io.marketsync.job.Outcome;
import io.marketsync.offer.OfferStore;
import io.marketsync.shop.ShopAccess;

import static io.marketsync.posting.ScriptedFeed.BORN;
import static io.marketsync.posting.ScriptedFeed.OPEN;
import static io.marketsync.posting.ScriptedFeed.posting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Postings under way that no list of births or changes tells of: found by the list of all, or asked for by number. */
class OpenOrdersIT extends PullingShop {

    private static final int A_MONTH_AGO = -30 * 24;

    @Test
    void theListOfAllUnderWayIsReadEveryQuarterOfAnHourAndNotWithEveryPull() throws Exception {
        for (int minute = 0; minute <= 30; minute += 5) {
            now = NOW.plus(Duration.ofMinutes(minute));
            pull();
        }
        assertThat(feed.windowsOf(OPEN)).hasSize(3);
        assertThat(feed.windowsOf(BORN)).hasSize(7);
        assertThat(watermarks()).containsEntry("open", NOW.plus(Duration.ofMinutes(30)));
    }

    @Test
    void itReachesFromTheOldestPostingsToThoseOrderedInAdvance() throws Exception {
        pull();
        assertThat(feed.windowsOf(OPEN))
                .containsExactly(new Window(NOW.minus(Duration.ofDays(90)), NOW.plus(Duration.ofDays(90))));
    }

    @Test
    void aListThatBreaksIsReadAgainByTheNextPull() throws Exception {
        feed.with(OPEN, List.of(posting("a", Stage.AWAITING, null)), List.of(posting("b", Stage.AWAITING, null)))
                .failingAtPage(3, new JobFailure(Reason.TRANSIENT, "broken"));
        assertThatThrownBy(this::pull).hasMessage("broken");
        assertThat(watermarks()).doesNotContainKey("open");
        assertThat(numbers()).containsExactly("a");

        feed.failingAtPage(-1, null);
        pull();
        assertThat(numbers()).as("of which no list of births tells").containsExactly("a", "b");
        assertThat(watermarks()).containsEntry("open", NOW);
    }

    @Test
    void oldPostingsUnderWayAreAskedForThoseCheckedLongestAgoFirst() throws Exception {
        feed.with(
                BORN,
                List.of(
                        posting("young", Stage.AWAITING, at(-5)),
                        posting("ended", Stage.DELIVERED, at(A_MONTH_AGO)),
                        posting("fresh", Stage.DELIVERING, at(A_MONTH_AGO)),
                        posting("d1", Stage.DELIVERING, at(A_MONTH_AGO)),
                        posting("d2", Stage.DELIVERING, at(A_MONTH_AGO + 1)),
                        posting("d3", Stage.AWAITING, at(A_MONTH_AGO + 2)),
                        posting("d4", Stage.DISPUTED, at(A_MONTH_AGO + 3))));
        pull();
        assertThat(feed.askedByNumber).as("just told of").isEmpty();
        checkedHoursAgo("young", 100);
        checkedHoursAgo("ended", 100);
        checkedHoursAgo("fresh", 5);
        checkedHoursAgo("d1", 7);
        checkedHoursAgo("d2", 10);
        checkedHoursAgo("d3", 9);
        checkedHoursAgo("d4", 8);
        for (String number : List.of("d1", "d2", "d3", "d4")) {
            feed.withByNumber(posting(number, Stage.CANCELLED, at(A_MONTH_AGO)));
        }
        Run first = pull();
        assertThat(feed.askedByNumber).as("three with each pull").containsExactly("d2", "d3", "d4");
        assertThat(first.counts()).containsEntry("updated", 3L);
        pull();
        pull();
        assertThat(feed.askedByNumber).as("and no more than once").containsExactly("d2", "d3", "d4", "d1");
        assertThat(number("SELECT count(*) FROM posting WHERE status = 'cancelled'"))
                .isEqualTo(4);
    }

    @Test
    void whatIsUnchangedUnknownOrUnreadableIsNotAskedForAgainAtOnce() throws Exception {
        feed.with(
                BORN,
                List.of(
                        posting("same", Stage.DELIVERING, at(A_MONTH_AGO)),
                        posting("gone", Stage.DELIVERING, at(A_MONTH_AGO)),
                        posting("torn", Stage.DELIVERING, at(A_MONTH_AGO))));
        pull();
        checkedHoursAgo("same", 9);
        checkedHoursAgo("gone", 8);
        checkedHoursAgo("torn", 7);
        feed.withByNumber(posting("same", Stage.DELIVERING, at(A_MONTH_AGO)))
                .failingFor("torn", new JobFailure(Reason.TRANSIENT, "garbled"));
        assertThatThrownBy(this::pull).hasMessage("garbled");
        assertThat(feed.askedByNumber).containsExactly("same", "gone", "torn");
        assertThat(pull().ending()).as("one posting stops the pulls no longer").isEqualTo(Outcome.OK);
        assertThat(feed.askedByNumber).hasSize(3);
        assertThat(status("gone")).isEqualTo("delivering");
    }

    @Test
    void anAttemptThatShouldEndAsksForNoMore() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.DELIVERING, at(A_MONTH_AGO))));
        pull();
        checkedHoursAgo("a", 9);
        feed.withByNumber(posting("a", Stage.DELIVERED, at(A_MONTH_AGO)));
        stop = () -> true;
        assertThat(pull().ending()).isInstanceOf(Ending.CutShort.class);
        assertThat(feed.askedByNumber).isEmpty();
    }

    @Test
    void aCheckCostsTheSameStatementsForOneAndForMany() throws Exception {
        long one = statementsOfACheck(1);
        long three = statementsOfACheck(3);
        assertThat(three).isEqualTo(one);
        assertThat(one)
                .as(
                        "seller, postings, offers, lines, checked, fence; seller, what orders took of the stock, whether it is to be told, fence")
                .isEqualTo(10);
    }

    private long statementsOfACheck(int postings) throws Exception {
        setUp();
        List<Posting> old = IntStream.range(0, postings)
                .mapToObj(i -> posting("p" + i, Stage.DELIVERING, at(A_MONTH_AGO)))
                .toList();
        feed.with(BORN, old);
        PullOrders pull = pullOrders(CONFIG);
        Attempt attempt = attempt();
        pull.run(attempt, new PullOrders.Args());
        long without = statements(pull, attempt);
        old.forEach(posting -> {
            checkedHoursAgo(posting.number(), 9);
            feed.withByNumber(posting(posting.number(), Stage.DELIVERED, at(A_MONTH_AGO)));
        });
        return statements(pull, attempt) - without;
    }

    /** The list of what is to be asked for is read from an index, and is as long as what is old and under way. */
    @Test
    void theLookForOldPostingsReadsNoOthers() throws Exception {
        database.superuser().useHandle(handle -> {
            handle.createUpdate("""
                            INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold,
                                in_process_at, content_hash, raw)
                            SELECT :seller, :shop, 'n' || n, 'fbs', 'x', 20, n % 50 <> 0, false, now() - n * interval '1 minute',
                                '\\x00', '{}' FROM generate_series(1, 20000) n""").bind("seller", seller).bind("shop", shop).execute();
            handle.execute("ANALYZE posting");
        });
        String plan = database.workers()
                .forSeller(
                        seller,
                        handle -> String.join(
                                "\n",
                                handle.createQuery("""
                                EXPLAIN SELECT number, scheme FROM posting
                                WHERE seller_id = :seller AND shop_id = :shop AND NOT terminal AND NOT on_hold
                                  AND coalesce(in_process_at, first_seen_at) < now() - interval '13 days'
                                  AND checked_at < now() - 1 * interval '1 second'
                                ORDER BY checked_at, number LIMIT 50""")
                                        .bind("seller", seller)
                                        .bind("shop", shop)
                                        .mapTo(String.class)
                                        .list()));
        assertThat(plan).contains("posting_open_idx").doesNotContain("Seq Scan");
    }

    private void checkedHoursAgo(String number, int hours) {
        database.superuser()
                .useHandle(handle -> handle.execute(
                        "UPDATE posting SET checked_at = now() - ? * interval '1 hour' WHERE seller_id = ? AND number = ?",
                        hours,
                        seller,
                        number));
    }

    /** They are stored and asked for all the same, and the attempt says what is wrong. */
    @Test
    void whatGoesWrongWithStockKeepsNoOrderFromBeingStored() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.UNKNOWN, at(-5)), posting("b", Stage.AWAITING, at(-5))))
                .withByNumber(posting("a", Stage.AWAITING, at(-5)));
        stockIsBroken();
        try {
            assertThatThrownBy(this::pull).isInstanceOf(JdbiException.class).hasMessageContaining("broken");
        } finally {
            stockIsMended();
        }
        assertThat(status("a") + " " + status("b")).isEqualTo("awaiting awaiting");
        assertThat(watermarks()).containsKey("orders.pull");
        pull();
        assertThat(number("SELECT reserved FROM stock_level")).isEqualTo(4);
    }

    /** An answer that was asked for before a change was written is older than it, and does not revive what is over. */
    @Test
    void anAnswerThatIsOlderThanWhatIsStoredRevivesNothing() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.CANCELLED, at(-5))));
        pull();
        Attempt attempt = attempt();
        PostingPages pages = new PostingPages(new OfferStore(), new PostingStore(), new PostingLineStore());
        ShopAccess access = new ShopAccess(seller, shop, "ozon", clientId(), null, 1);
        for (String asked : List.of("1 minute", "-1 minute")) {
            Instant at = database.superuser()
                    .withHandle(handle -> handle.createQuery("SELECT now() - CAST(:ago AS interval)")
                            .bind("ago", asked)
                            .mapTo(Instant.class)
                            .one());
            attempt.commit(handle -> {
                pages.store(handle, attempt.counts(), access, List.of(posting("a", Stage.DELIVERING, at(-5))), at);
                return null;
            });
            assertThat(status("a"))
                    .as("asked " + asked + " before")
                    .isEqualTo(asked.equals("1 minute") ? "cancelled" : "delivering");
        }
        assertThat(attempt.counts().asMap()).containsEntry("stale", 1L).containsEntry("updated", 1L);
    }
}
