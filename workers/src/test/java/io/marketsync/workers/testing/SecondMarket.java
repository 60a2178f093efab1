package io.marketsync.workers.testing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.marketsync.breaker.CallEnd;
import io.marketsync.breaker.CallWatch;
import io.marketsync.breaker.Canary;
import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.marketplace.Marketplace;
import io.marketsync.permit.Level;
import io.marketsync.posting.Feed;
import io.marketsync.posting.OrderFeed;
import io.marketsync.posting.Posting;
import io.marketsync.posting.PostingPage;
import io.marketsync.posting.Scheme;
import io.marketsync.posting.Window;
import io.marketsync.push.ItemError;
import io.marketsync.push.Pushed;
import io.marketsync.shop.Adapter;
import io.marketsync.shop.ShopAccess;
import io.marketsync.stock.StockItem;
import io.marketsync.stock.StockPair;
import io.marketsync.stock.StockWriter;

/** Another marketplace, in memory: it lists postings and takes stock of what it has on its shelves, knows one key, and can do nothing else. */
public final class SecondMarket implements Marketplace {

    public static final String NAME = "testmarket";
    public static final String KEY = "second-key";

    /** Offers that it takes stock of begin so. */
    public static final String OFFERS = "OFFER-";

    /** How it treats stock, other than well. */
    public enum Mood {
        GOOD,
        /** It takes what it is told, and its answer does not arrive. */
        SILENT,
        /** It takes no request, whatever is in it. */
        CLOSED
    }

    private final List<Posting> postings;
    private final CallWatch watch;
    private final Duration pacing;
    public final Map<StockPair, Integer> stock = new ConcurrentHashMap<>();
    private final Map<StockPair, Long> takenAt = new ConcurrentHashMap<>();
    public volatile Mood mood = Mood.GOOD;

    public SecondMarket(List<Posting> postings, CallWatch watch, Duration pacing) {
        this.postings = postings;
        this.watch = watch;
        this.pacing = pacing;
    }

    public StockWriter stockWriter() {
        return new Stocks();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Adapter> adapters() {
        return List.of(new Orders(), new Stocks());
    }

    @Override
    public Canary canary() {
        return new Canary() {
            @Override
            public String marketplace() {
                return NAME;
            }

            @Override
            public Level level() {
                return Level.of(NAME);
            }

            @Override
            public boolean answers(ShopAccess shop) {
                return true;
            }
        };
    }

    private void called(ShopAccess shop) {
        watch.ended(shop.clientId(), CallEnd.ANSWERED);
        if (!shop.apiKey().reveal().equals(KEY)) {
            throw new JobFailure(Reason.AUTH, "The key is another one's. Enter it again.");
        }
    }

    private final class Orders implements OrderFeed {

        @Override
        public String marketplace() {
            return NAME;
        }

        @Override
        public List<Feed> feeds() {
            return List.of(new Feed("second.born", Feed.Mode.BORN));
        }

        @Override
        public PostingPage page(ShopAccess shop, Feed feed, Window window, String cursor) {
            called(shop);
            return new PostingPage(postings, Optional.empty());
        }

        @Override
        public Posting byNumber(ShopAccess shop, Scheme scheme, String number) {
            called(shop);
            return postings.stream()
                    .filter(posting -> posting.number().equals(number))
                    .findFirst()
                    .orElseThrow(() -> new JobFailure(Reason.REJECTED, "There is no such posting."));
        }
    }

    private final class Stocks implements StockWriter {

        @Override
        public String marketplace() {
            return NAME;
        }

        @Override
        public int most() {
            return 7;
        }

        @Override
        public String batchKey(StockPair pair) {
            return pair.warehouse();
        }

        @Override
        public Duration pacing() {
            return pacing;
        }

        @Override
        public Optional<ItemError> objection(StockItem item) {
            return Optional.empty();
        }

        @Override
        public Pushed push(ShopAccess shop, List<StockItem> items) {
            called(shop);
            if (mood == Mood.CLOSED) {
                return new Pushed.Refused(new ItemError(true, "CLOSED", "Try again when it is open."));
            }
            List<Optional<ItemError>> errors = items.stream().map(this::take).toList();
            if (mood == Mood.SILENT) {
                throw new JobFailure(Reason.TRANSIENT, "It did not answer.");
            }
            return new Pushed.Items(errors);
        }

        private Optional<ItemError> take(StockItem item) {
            if (!item.pair().offer().startsWith(OFFERS)) {
                return Optional.of(new ItemError(true, "NOT_FOUND", "Create the offer at the marketplace."));
            }
            Long before = takenAt.get(item.pair());
            if (before != null && System.nanoTime() - before < pacing.toNanos()) {
                return Optional.of(new ItemError(false, "TOO_SOON", "It is told again."));
            }
            stock.put(item.pair(), item.stock());
            takenAt.put(item.pair(), System.nanoTime());
            return Optional.empty();
        }
    }
}
