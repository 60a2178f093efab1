package io.marketsync.stock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.marketsync.job.Attempt;
import io.marketsync.offer.OfferStore;
import io.marketsync.posting.Posting;
import io.marketsync.posting.PostingLineStore;
import io.marketsync.posting.PostingPages;
import io.marketsync.posting.PostingStore;
import io.marketsync.posting.Stage;
import io.marketsync.shop.ShopAccess;
import io.marketsync.stock.StockCount.Basis;
import io.marketsync.testing.TestDatabase;

import static io.marketsync.posting.ScriptedFeed.left;
import static org.assertj.core.api.Assertions.assertThat;

/** What left long ago is subtracted for ever after, and is not read each time. */
class StockGoneIT extends PushingShop {

    private static final String OFFER = "OFFER-1";
    private static final int COUNTED = 30;

    private final PostingPages pages = new PostingPages(new OfferStore(), new PostingStore(), new PostingLineStore());
    private final Instant now = Instant.now();

    @ParameterizedTest
    @EnumSource
    void whatLeftIsSubtractedBeforeItIsSummedUpAndAfter(Basis basis) {
        counted(basis, COUNTED);
        departed("before", COUNTED + 10, COUNTED + 9);
        departed("old", 21, 20);
        departed("new", 3, 2);
        stored(left("open", Stage.AWAITING, daysAgo(20), null));

        watch();
        assertThat(level(OFFER)).as("three of two units").startsWith("94 ");
        assertThat(gone()).as("one of them long ago").isEqualTo("2 7");

        watch();
        assertThat(level(OFFER)).as("read again").startsWith("94 ");
        departed("open", 20, 0);
        departed("just now", 1, 0);
        watch();
        assertThat(level(OFFER)).startsWith("92 ");
        assertThat(gone()).isEqualTo("2 7");

        aDayLater();
        watch();
        assertThat(level(OFFER)).as("summed up again").startsWith("92 ");
    }

    @Test
    void whatIsFreeIsCountedWithTheOrdersThatWereThere() {
        counted(Basis.AVAILABLE, COUNTED);
        departed("born before", COUNTED + 1, COUNTED - 5);
        departed("born since", COUNTED - 1, COUNTED - 5);
        watch();
        assertThat(level(OFFER)).startsWith("98 ");
        assertThat(gone()).isEqualTo("2 7");
    }

    @Test
    void theSecondLookReadsWhatLeftSince() {
        counted(Basis.ON_HAND, 60);
        change("""
                WITH born AS (
                    INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, in_process_at, left_at,
                        changed_at, warehouse_code, content_hash, raw)
                    SELECT ?, ?, 'p' || n, 'fbs', 'delivered', 80, true, false, now() - interval '59 days',
                        now() - interval '9 days' - n * interval '30 minutes', now() - interval '9 days', ?, '\\x00', '{}' FROM generate_series(1, 2000) n
                    RETURNING seller_id, shop_id, number)
                INSERT INTO posting_line (seller_id, shop_id, number, line_no, offer_code, quantity)
                SELECT seller_id, shop_id, number, 1, 'other', 1 FROM born""", seller, shop, WAREHOUSE);
        departed("recent", 8, 6);

        assertThat(postingsRead()).isGreaterThanOrEqualTo(2001);
        assertThat(postingsRead()).isLessThanOrEqualTo(5);
        aDayLater();
        assertThat(postingsRead()).as("all, once a day").isGreaterThanOrEqualTo(2001);
        assertThat(postingsRead()).isLessThanOrEqualTo(5);
    }

    /** Each would have its own time of the day to read everything. */
    @Test
    void allPairsAreSummedUpTogether() {
        counted(Basis.ON_HAND, COUNTED);
        put(new StockCount(pair("young"), Basis.ON_HAND, 5, 0, now.minus(Duration.ofHours(7 * 24 + 12)), null));
        watch();
        assertThat(sums("young")).isEqualTo("1");
    }

    @Test
    void aPairWithoutPostingsIsSummedUpOnceADay() {
        counted(Basis.ON_HAND, COUNTED);
        watch();
        String first = row();
        watch();
        assertThat(row()).as("not written again").isEqualTo(first);
        aDayLater();
        watch();
        assertThat(row()).isNotEqualTo(first);
        assertThat(level(OFFER)).startsWith("100 ");
    }

    @Test
    void aNewCountKnowsWhatHasLeft() {
        counted(Basis.ON_HAND, COUNTED);
        departed("old", 21, 20);
        departed("new", 3, 2);
        watch();
        put(new StockCount(pair(OFFER), Basis.ON_HAND, 50, 0, daysAgo(10), null));
        watch();
        assertThat(level(OFFER)).as("of the older ones").startsWith("48 ");
        put(new StockCount(pair(OFFER), Basis.ON_HAND, 50, 0, now, null));
        watch();
        assertThat(level(OFFER)).as("of all").startsWith("50 ");
    }

    /** As systems say it that send all they have with each change. */
    @Test
    void theSameCountWithAnotherNumberKeepsTheSum() {
        counted(Basis.ON_HAND, COUNTED);
        departed("old", 21, 20);
        departed("born before", COUNTED + 1, 20);
        watch();
        put(new StockCount(pair(OFFER), Basis.ON_HAND, 50, 1, daysAgo(COUNTED), null));
        assertThat(sums(OFFER)).isEqualTo("1");
        watch();
        assertThat(level(OFFER)).startsWith("45 ");

        put(new StockCount(pair(OFFER), Basis.AVAILABLE, 50, 0, daysAgo(COUNTED), null));
        watch();
        assertThat(level(OFFER)).as("what is free knew of one").startsWith("48 ");
    }

    @Test
    void aDepartureThatIsFoundLateIsSubtracted() {
        counted(Basis.ON_HAND, COUNTED);
        departed("old", 21, 20);
        watch();
        assertThat(level(OFFER)).startsWith("98 ");

        departed("late", 15, 14);
        watch();
        assertThat(level(OFFER)).startsWith("96 ");
        assertThat(gone()).isEqualTo("4 7");
    }

    @Test
    void whatDidNotLeaveAfterAllIsGivenBack() {
        counted(Basis.ON_HAND, COUNTED);
        departed("old", 21, 20);
        watch();
        change("UPDATE posting SET status = 'cancelled', status_rank = 90, terminal = true WHERE shop_id = ?", shop);
        aDayLater();
        watch();
        assertThat(level(OFFER)).as("cancelled, and on its way back").startsWith("98 ");

        stored(left("old", Stage.CANCELLED, daysAgo(21), null));
        watch();
        assertThat(level(OFFER)).as("cancelled where it was").startsWith("100 ");
    }

    /** Nobody tells of it: the next sum is right. */
    @Test
    void linesThatChangeLongAfterTheyLeftAreRightADayLater() {
        counted(Basis.ON_HAND, COUNTED);
        departed("old", 21, 20);
        watch();
        change("UPDATE posting_line SET quantity = 5 WHERE shop_id = ?", shop);
        watch();
        assertThat(level(OFFER)).startsWith("98 ");
        aDayLater();
        watch();
        assertThat(level(OFFER)).startsWith("95 ");
    }

    /** Who sums up does not see it yet, and writes after it. */
    @Test
    void aLateDepartureThatIsStoredWhileUnitsAreSummedUpIsNotLost() {
        counted(Basis.ON_HAND, COUNTED);
        departed("old", 21, 20);
        CompletableFuture<Void> summing = database.workers().forSeller(seller, handle -> {
            store(handle, left("late", Stage.DELIVERED, daysAgo(15), daysAgo(14)));
            CompletableFuture<Void> following = CompletableFuture.runAsync(this::watch);
            Awaitility.await().until(() -> TestDatabase.isWaitedFor(handle));
            return following;
        });
        summing.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(sums(OFFER)).isEqualTo("0");
        watch();
        assertThat(level(OFFER)).startsWith("96 ");
        assertThat(gone()).isEqualTo("4 7");
    }

    private void counted(Basis basis, int daysAgo) {
        put(new StockCount(pair(OFFER), basis, 100, 0, daysAgo(daysAgo), null));
    }

    private Instant daysAgo(int days) {
        return now.minus(Duration.ofDays(days));
    }

    private void departed(String number, int bornDaysAgo, int leftDaysAgo) {
        stored(left(number, Stage.DELIVERED, daysAgo(bornDaysAgo), daysAgo(leftDaysAgo)));
    }

    private void stored(Posting posting) {
        database.workers().forSeller(seller, handle -> {
            store(handle, posting);
            return null;
        });
    }

    /** As asked for by number after whatever was written. */
    private void store(Handle handle, Posting posting) {
        Attempt attempt = attempt();
        ShopAccess access = new ShopAccess(seller, shop, "ozon", "client", null, 1);
        pages.store(
                handle,
                attempt.counts(),
                access,
                List.of(posting),
                Instant.now().plusSeconds(60));
    }

    /** For the sums, which are a day older then. */
    private void aDayLater() {
        change(
                "UPDATE stock_level SET gone_until = gone_until - interval '1 day 1 second' WHERE shop_id = ? AND gone_until IS NOT NULL",
                shop);
    }

    /** The units, and until how many days ago they left. */
    private String gone() {
        return text(
                "SELECT gone || ' ' || round(extract(epoch FROM now() - gone_until) / 86400) FROM stock_level WHERE shop_id = ? AND offer_code = ? AND gone_since = counted_at",
                shop,
                OFFER);
    }

    private String sums(String offer) {
        return text(
                "SELECT count(*) FROM stock_level WHERE shop_id = ? AND offer_code = ? AND gone_since = counted_at",
                shop,
                offer);
    }

    private String row() {
        return text("SELECT gone_until || ' ' || xmin FROM stock_level WHERE shop_id = ?", shop);
    }

    /** By a look at the shop's orders. */
    private long postingsRead() {
        return database.workers().forSeller(seller, handle -> {
            handle.execute("SET LOCAL enable_seqscan = off"); // as for tables that are not as small as those of a test
            long before = postingsRead(handle);
            new StockOrdersStore().follow(handle, seller, shop, Duration.ZERO);
            return postingsRead(handle) - before;
        });
    }

    private static long postingsRead(Handle handle) {
        return handle.createQuery(
                        "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'posting'")
                .mapTo(Long.class)
                .one();
    }
}
