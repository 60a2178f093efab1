package io.marketsync.posting;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.Ending;
import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.Kind;
import io.marketsync.job.Outcome;
import io.marketsync.job.Progress;
import io.marketsync.job.Queue;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.shop.Adapters;
import io.marketsync.shop.ShopAccess;
import io.marketsync.shop.ShopKeys;

/**
 * orders.backfill: brings a shop's postings of past days up to date, the youngest day first, and counts each day here and there.
 *
 * <p>Safe to repeat: pages are upserted like those of orders.pull, a day that was read to its end is remembered with its last page, and an
 * attempt goes on with the first day that was not. After a while the job makes room for others in its queue; so it can be paused
 * like any job that waits. Cancelled and asked for again, it goes on where it was.
 */
public final class BackfillOrders implements JobHandler<BackfillOrders.Args> {

    public static final Kind<Args> KIND = new Kind<>(
            "orders.backfill",
            Queue.LOW,
            Duration.ofSeconds(600),
            Duration.ofSeconds(660),
            RetryPolicy.DEFAULT,
            Args.class);

    /** Both days included; UTC, by when the marketplace took the postings in. */
    public record Args(LocalDate from, LocalDate to) {}

    /** Of one job. */
    public static final int MOST_DAYS = 366;

    /** So long a day that was read is not read again. */
    private static final Duration LATE = Duration.ofHours(24);

    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final Adapters<OrderFeed> marketplaces;
    private final ShopKeys keys;
    private final PostingPages pages;
    private final ByNumber byNumber;
    private final OrdersConfig config;
    private final BackfillDayStore days = new BackfillDayStore();

    public BackfillOrders(
            Adapters<OrderFeed> marketplaces,
            ShopKeys keys,
            ByNumber byNumber,
            PostingPages pages,
            OrdersConfig config) {
        this.marketplaces = marketplaces;
        this.keys = keys;
        this.byNumber = byNumber;
        this.pages = pages;
        this.config = config;
    }

    @Override
    public Kind<Args> kind() {
        return KIND;
    }

    @Override
    public Ending run(JobContext job, Args args) throws InterruptedException {
        return keys.use(job, shop -> new Backfill(job, shop, marketplaces.of(shop.marketplace()), args).run());
    }

    /** One attempt on one shop. */
    private final class Backfill {

        private final JobContext job;
        private final ShopAccess shop;
        private final OrderFeed marketplace;
        private final Args args;
        private final List<Feed> feeds;
        private final long began = System.nanoTime();
        private long done;
        private long all;

        Backfill(JobContext job, ShopAccess shop, OrderFeed marketplace, Args args) {
            this.job = job;
            this.shop = shop;
            this.marketplace = marketplace;
            this.args = args;
            this.feeds = marketplace.feeds().stream()
                    .filter(feed -> feed.mode() == Feed.Mode.BORN || feed.mode() == Feed.Mode.SWEEP)
                    .toList();
        }

        Ending run() throws InterruptedException {
            List<LocalDate> wanted =
                    args.from().datesUntil(args.to().plusDays(1)).toList().reversed();
            Set<LocalDate> read = job.unfenced(handle ->
                    days.done(handle, shop.sellerId(), shop.shopId(), args.from(), args.to(), job.jobId(), LATE));
            all = wanted.size();
            done = read.size();
            for (LocalDate day : wanted) {
                if (read.contains(day)) {
                    continue;
                }
                if (job.stopRequested()
                        || System.nanoTime() - began > config.backfillTurn().toNanos()) {
                    return new Ending.Snoozed(AT_ONCE, "More days follow; the job goes on by itself.");
                }
                if (!read(day)) {
                    return new Ending.Snoozed(AT_ONCE, "More of this day follows; the job goes on by itself.");
                }
            }
            return end();
        }

        private Ending end() {
            long missing = job.counts().of("missing");
            if (missing > 0) {
                return new Ending.Ended(
                        Outcome.PARTIAL,
                        missing
                                + " postings that the marketplace lists are not here. Ask for these days again; the list of days says which.");
            }
            return ByNumber.unread(job).orElse(job.counts().of("days") == 0 ? Outcome.NOTHING : Outcome.OK);
        }

        /** False when the attempt was asked to end before. */
        private boolean read(LocalDate day) throws InterruptedException {
            Instant from = day.atStartOfDay(ZoneOffset.UTC).toInstant();
            Window window = new Window(
                    from, day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
            Set<String> theirs = new HashSet<>();
            for (Feed feed : feeds) {
                if (!read(day, window, feed, theirs)) {
                    return false;
                }
            }
            return true;
        }

        private boolean read(LocalDate day, Window window, Feed feed, Set<String> theirs) throws InterruptedException {
            String cursor = "";
            for (int page = 1; page <= config.pageCap(); page++) {
                PostingPage answer = marketplace.page(shop, feed, window, cursor);
                born(answer.postings(), window).forEach(theirs::add);
                boolean last = answer.next().isEmpty();
                store(day, answer.postings(), last && feed == feeds.getLast() ? theirs : null);
                if (last) {
                    return true;
                }
                if (job.stopRequested()) {
                    return false;
                }
                if (answer.next().orElseThrow().equals(cursor)) {
                    throw new JobFailure(
                            Reason.TRANSIENT, "The marketplace repeats a page of the feed " + feed.name() + ".");
                }
                cursor = answer.next().orElseThrow();
            }
            throw new JobFailure(
                    Reason.TRANSIENT,
                    "The feed " + feed.name() + " has more than " + config.pageCap() + " pages of " + day
                            + "; what was read is kept.");
        }

        /** Of the day itself: windows include both ends. */
        private static Stream<String> born(List<Posting> page, Window window) {
            return page.stream()
                    .filter(posting -> posting.inProcessAt() != null
                            && !posting.inProcessAt().isBefore(window.from())
                            && posting.inProcessAt().isBefore(window.to()))
                    .map(Posting::number);
        }

        /** @param theirs all of the day, with its last page; null with the others */
        private void store(LocalDate day, List<Posting> page, Set<String> theirs) throws InterruptedException {
            List<Posting> family = byNumber.withParents(job, marketplace, shop, page);
            if (theirs != null) {
                done++;
                job.counts().add("days", 1);
            }
            job.progress(new Progress(day.toString(), 1, 1, done, all, null, "days"));
            job.commit(handle -> {
                pages.store(handle, job.counts(), shop, family);
                if (theirs != null) {
                    int missing = days.read(handle, shop.sellerId(), shop.shopId(), day, theirs.size(), job.jobId());
                    job.counts().add("missing", Math.max(0, missing));
                }
                return null;
            });
        }
    }
}
