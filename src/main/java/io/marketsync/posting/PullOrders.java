package io.marketsync.posting;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

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
import io.marketsync.stock.StockWatch;

/**
 * orders.pull: brings a shop's postings up to date from all feeds its marketplace offers.
 *
 * <p>Safe to repeat: pages are upserted by posting number and content hash, and a feed's watermark moves in the transaction of the
 * page that justifies it, never back. An attempt that fails or dies leaves every committed page and loses none.
 */
public final class PullOrders implements JobHandler<PullOrders.Args> {

    public static final Kind<Args> KIND = new Kind<>(
            "orders.pull",
            Queue.HIGH,
            Duration.ofSeconds(300),
            Duration.ofSeconds(360),
            RetryPolicy.DEFAULT,
            Args.class);

    /** The job row names the shop; there is nothing else to say. */
    public record Args() {}

    /** Marketplaces' clocks may run ahead of ours. */
    private static final Duration AHEAD = Duration.ofDays(1);

    /** How far ahead the date may lie by which a posting under way has to be handed over. Orders in advance take weeks. */
    private static final Duration LONGEST_WAY = Duration.ofDays(90);

    private static final Duration LONGEST_WINDOW = Duration.ofDays(364);

    private final Adapters<OrderFeed> marketplaces;
    private final ShopKeys keys;
    private final WatermarkStore watermarks;
    private final PostingStore postings;
    private final PostingPages pages;
    private final StockWatch stock;
    private final ByNumber byNumber;
    private final OrdersConfig config;

    public PullOrders(
            Adapters<OrderFeed> marketplaces,
            ShopKeys keys,
            WatermarkStore watermarks,
            PostingStore postings,
            PostingPages pages,
            StockWatch stock,
            OrdersConfig config) {
        this.marketplaces = marketplaces;
        this.keys = keys;
        this.watermarks = watermarks;
        this.postings = postings;
        this.pages = pages;
        this.stock = stock;
        this.byNumber = new ByNumber(postings);
        this.config = requireWithinAYear(config);
    }

    /** When the last pull of a shop began that read every feed to its end. */
    public static Instant readUntil(WatermarkStore watermarks, Handle handle, UUID seller, UUID shop) {
        return watermarks.ofShop(handle, seller, shop).getOrDefault(KIND.name(), Instant.EPOCH);
    }

    @Override
    public Kind<Args> kind() {
        return KIND;
    }

    @Override
    public Ending run(JobContext job, Args args) throws InterruptedException {
        return keys.use(job, shop -> new Pull(job, shop, marketplaces.of(shop.marketplace())).run());
    }

    private static OrdersConfig requireWithinAYear(OrdersConfig config) {
        if (config.lookback().plus(config.overlap()).plus(AHEAD).compareTo(LONGEST_WINDOW) > 0) {
            throw new IllegalArgumentException("marketsync.orders.lookback must be at most P"
                    + LONGEST_WINDOW.minus(AHEAD).toDays()
                    + "D less marketsync.orders.overlap: marketplaces refuse windows of more than a year");
        }
        return config;
    }

    /** One attempt on one shop. */
    private final class Pull {

        private final JobContext job;
        private final ShopAccess shop;
        private final OrderFeed marketplace;
        private final Instant startedAt;
        private final StockWatch.Look look;
        private long seen;

        Pull(JobContext job, ShopAccess shop, OrderFeed marketplace) {
            this.job = job;
            this.startedAt = job.startedAt();
            this.shop = shop;
            this.marketplace = marketplace;
            this.look = stock.look(job, shop.target());
        }

        Ending run() throws InterruptedException {
            Ending ending = read();
            look.throwFailure();
            return ending;
        }

        private Ending read() throws InterruptedException {
            Map<String, Instant> reached =
                    new HashMap<>(job.unfenced(handle -> watermarks.ofShop(handle, shop.sellerId(), shop.shopId())));
            // others keep their watermarks there, too
            boolean first = marketplace.feeds().stream().noneMatch(feed -> reached.containsKey(feed.name()));
            List<Feed> due = marketplace.feeds().stream()
                    .filter(feed -> isDue(feed, reached, first))
                    .toList();
            for (Feed feed : due) {
                if (!read(feed, reached.get(feed.name()), first, feed == due.getLast())) {
                    return cutShort();
                }
            }
            boolean all = askFor("held", 1, held()) && askFor("check", 2, unchecked());
            if (!all) {
                return cutShort();
            }
            return ByNumber.unread(job).orElse(seen == 0 ? Outcome.NOTHING : Outcome.OK);
        }

        private Ending cutShort() {
            return new Ending.CutShort("There are more orders than one attempt may read. Of the lists " + seen
                    + " postings were read, and are kept; the next pull, which comes by itself, reads the rest.");
        }

        /** In the first pull what changes has its watermark from the first page: what was just read new cannot have changed before. */
        private boolean isDue(Feed feed, Map<String, Instant> reached, boolean first) {
            return switch (feed.mode()) {
                case BORN, SWEEP -> true;
                case CHANGED -> !first;
                case OPEN -> !isFresh(reached.get(feed.name()));
            };
        }

        private boolean isFresh(Instant readWhole) {
            return readWhole != null && readWhole.plus(config.openEvery()).isAfter(startedAt);
        }

        /** False when the attempt was asked to end before the feed did: what was read is kept, the next pull goes on there. */
        private boolean read(Feed feed, Instant reached, boolean first, boolean lastFeed) throws InterruptedException {
            Window window = window(feed, reached);
            String cursor = "";
            Instant newest = reached;
            for (int page = 1; page <= config.pageCap(); page++) {
                PostingPage answer = marketplace.page(shop, feed, window, cursor);
                newest = newest(newest, answer.postings());
                boolean last = answer.next().isEmpty();
                store(
                        feed,
                        answer.postings(),
                        watermarks(feed, newest, last, first, last && lastFeed),
                        last && lastFeed);
                if (last) {
                    return true;
                }
                if (job.stopRequested()) {
                    return false;
                }
                cursor = next(feed, cursor, answer.next().orElseThrow());
            }
            throw new JobFailure(
                    Reason.TRANSIENT,
                    "The feed " + feed.name() + " has more than " + config.pageCap()
                            + " pages; what was read is kept.");
        }

        private Window window(Feed feed, Instant reached) {
            if (feed.mode() == Feed.Mode.OPEN) {
                return new Window(startedAt.minus(config.lookback()), startedAt.plus(LONGEST_WAY));
            }
            Instant to = startedAt.plus(AHEAD);
            if (reached == null) {
                return new Window(startedAt.minus(config.lookback()), to);
            }
            Duration again = feed.mode() == Feed.Mode.SWEEP ? config.sweep() : config.overlap();
            return new Window(reached.minus(again), to);
        }

        /** What this page proves about each feed. */
        private Map<String, Instant> watermarks(
                Feed feed, Instant newest, boolean last, boolean first, boolean everything) {
            Map<String, Instant> proven = new LinkedHashMap<>();
            if (first) {
                marketplace.feeds().stream()
                        .filter(other -> other.mode() == Feed.Mode.CHANGED)
                        .forEach(other -> proven.put(other.name(), startedAt));
            }
            reached(feed, newest, last).ifPresent(reached -> proven.put(feed.name(), reached));
            if (everything) {
                proven.put(KIND.name(), startedAt);
            }
            return proven;
        }

        /**
         * A feed in the order of birth is read up to its newest posting, page by page. Its end proves more: nothing older than the
         * lookback is missing, however long no posting is born.
         */
        private Optional<Instant> reached(Feed feed, Instant newest, boolean last) {
            return switch (feed.mode()) {
                case BORN ->
                    last ? Optional.of(later(newest, startedAt.minus(config.lookback()))) : Optional.ofNullable(newest);
                case SWEEP -> last ? Optional.of(startedAt) : Optional.ofNullable(newest);
                case CHANGED, OPEN -> last ? Optional.of(startedAt) : Optional.empty();
            };
        }

        private static Instant later(Instant a, Instant b) {
            return a == null || b.isAfter(a) ? b : a;
        }

        private void store(Feed feed, List<Posting> page, Map<String, Instant> proven, boolean everything)
                throws InterruptedException {
            List<Posting> family = byNumber.withParents(job, marketplace, shop, page);
            seen += page.size();
            job.progress(progress(feed.name(), marketplace.feeds().indexOf(feed) + 1));
            job.commit(handle -> {
                pages.store(handle, job.counts(), shop, family);
                watermarks.advance(handle, shop.sellerId(), shop.shopId(), proven);
                return null;
            });
            if (everything) {
                look.ordersRead();
            }
        }

        /** A status we did not know may be one we know by now; a list does not tell, because nothing changed there. */
        private Map<String, Scheme> held() {
            return job.unfenced(handle -> postings.held(handle, shop.sellerId(), shop.shopId(), config.heldPerPull()));
        }

        /** Lists tell no changes of old postings, or could have lost one. */
        private Map<String, Scheme> unchecked() {
            return job.unfenced(handle -> postings.unchecked(
                    handle,
                    shop.sellerId(),
                    shop.shopId(),
                    startedAt.minus(config.sweep()),
                    config.checkEvery(),
                    config.checkedPerPull()));
        }

        /** False when the attempt was asked to end before. One that the marketplace knows no longer stays as it is. */
        private boolean askFor(String phase, int step, Map<String, Scheme> numbers) throws InterruptedException {
            if (numbers.isEmpty()) {
                return true;
            }
            ByNumber.Answers answers = byNumber.ask(job, marketplace, shop, numbers);
            List<String> asked = numbers.keySet().stream()
                    .filter(number -> !answers.unasked().contains(number))
                    .toList();
            job.progress(progress(phase, marketplace.feeds().size() + step));
            job.commit(handle -> {
                pages.storeAsked(handle, job.counts(), shop, answers.postings(), startedAt, asked);
                return null;
            });
            if (!answers.postings().isEmpty()) {
                look.ordersRead();
            }
            answers.throwFailure();
            return answers.complete();
        }

        private Progress progress(String phase, int index) {
            return new Progress(phase, index, marketplace.feeds().size() + 2, seen, null, null, "postings");
        }

        /** Never after the start: one birth dated into the future would skip everything born until then. */
        private Instant newest(Instant newest, List<Posting> page) {
            return page.stream()
                    .map(Posting::inProcessAt)
                    .filter(Objects::nonNull)
                    .reduce((a, b) -> a.isAfter(b) ? a : b)
                    .map(latest -> latest.isAfter(startedAt) ? startedAt : latest)
                    .filter(candidate -> newest == null || candidate.isAfter(newest))
                    .orElse(newest);
        }

        private String next(Feed feed, String cursor, String next) {
            if (next.equals(cursor)) {
                throw new JobFailure(
                        Reason.TRANSIENT, "The marketplace repeats a page of the feed " + feed.name() + ".");
            }
            return next;
        }
    }
}
