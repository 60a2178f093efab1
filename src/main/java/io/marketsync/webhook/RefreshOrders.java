package io.marketsync.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.marketsync.job.Ending;
import io.marketsync.job.Ending.Ended;
import io.marketsync.job.Ending.Snoozed;
import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.JobTarget;
import io.marketsync.job.Kind;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.job.Outcome;
import io.marketsync.job.Progress;
import io.marketsync.job.Queue;
import io.marketsync.posting.ByNumber;
import io.marketsync.posting.OrderFeed;
import io.marketsync.posting.Posting;
import io.marketsync.posting.PostingPages;
import io.marketsync.posting.Scheme;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.shop.Adapters;
import io.marketsync.shop.ShopAccess;
import io.marketsync.shop.ShopKeys;
import io.marketsync.stock.StockWatch;
import io.marketsync.webhook.WebhookInboxStore.End;
import io.marketsync.webhook.WebhookInboxStore.Settled;
import io.marketsync.webhook.WebhookInboxStore.Waiting;

/**
 * orders.refresh: asks the marketplace for the postings that webhooks told of, and stores them as it has them now.
 *
 * <p>Safe to repeat: what a webhook says is never stored, so events that are lost, doubled or late change nothing but when a posting is
 * asked for. Events are settled in the transaction that stores their postings; an answer that is older than what is stored gives way. What they change
 * in the stock is looked at after that, and first of all by an attempt that follows one that failed.
 */
public final class RefreshOrders implements JobHandler<RefreshOrders.Args> {

    public static final Kind<Args> KIND = new Kind<>(
            "orders.refresh",
            Queue.HIGH,
            Duration.ofSeconds(300),
            Duration.ofSeconds(360),
            RetryPolicy.DEFAULT,
            Args.class);

    /** The job row names the shop; what to ask for is in its inbox. */
    public record Args() {}

    private static final int PAGE = 100;

    /**
     * How long a number waits that the marketplace does not know, each time: webhooks overtake what they tell of, by seconds. After the
     * last one the number is given up, and left to orders.pull.
     */
    static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(60), Duration.ofSeconds(120));

    /** Whatever else comes while the job sleeps wakes it: {@link io.marketsync.queue.OnTwin#RERUN}. */
    private static final Duration SHORTEST_NAP = Duration.ofSeconds(1);

    /** One answer that cannot be read fails the attempt; with the next one the others go first. */
    private static final Duration BEHIND_OTHERS = Duration.ofSeconds(60);

    private final Adapters<OrderFeed> marketplaces;
    private final ShopKeys keys;
    private final WebhookInboxStore inbox;
    private final ByNumber byNumber;
    private final PostingPages pages;
    private final StockWatch stock;

    public RefreshOrders(
            Adapters<OrderFeed> marketplaces,
            ShopKeys keys,
            WebhookInboxStore inbox,
            ByNumber byNumber,
            PostingPages pages,
            StockWatch stock) {
        this.marketplaces = marketplaces;
        this.keys = keys;
        this.inbox = inbox;
        this.byNumber = byNumber;
        this.pages = pages;
        this.stock = stock;
    }

    /**
     * For an event that is in the inbox with this transaction.
     *
     * @param requestId of the webhook; may be null
     */
    public static NewJob of(JobTarget shop, String requestId) {
        return new NewJob(KIND, shop, new Args(), 0, true, Origin.SYSTEM, requestId);
    }

    @Override
    public Kind<Args> kind() {
        return KIND;
    }

    @Override
    public Ending run(JobContext job, Args args) throws InterruptedException {
        return keys.use(job, shop -> new Refresh(job, shop, marketplaces.of(shop.marketplace())).run());
    }

    /** One attempt on one shop. */
    private final class Refresh {

        private final JobContext job;
        private final ShopAccess shop;
        private final OrderFeed marketplace;
        private final StockWatch.Look look;
        private long asked;

        Refresh(JobContext job, ShopAccess shop, OrderFeed marketplace) {
            this.job = job;
            this.shop = shop;
            this.marketplace = marketplace;
            this.look = stock.look(job, shop.target());
        }

        Ending run() throws InterruptedException {
            if (job.attempt() > 1) {
                look.ordersRead();
            }
            Ending ending = refresh();
            look.throwFailure();
            return ending;
        }

        private Ending refresh() throws InterruptedException {
            while (true) {
                Collection<Waiting> due = due();
                if (due.isEmpty()) {
                    return ending();
                }
                if (!refresh(due)) {
                    return new Snoozed(SHORTEST_NAP, "More postings wait to be asked for.");
                }
            }
        }

        /** Each number once; one that two schemes claim has its second turn with the next page. */
        private Collection<Waiting> due() {
            Map<String, Waiting> byNumber = new LinkedHashMap<>();
            job.unfenced(handle -> inbox.waiting(handle, shop.sellerId(), shop.shopId(), PAGE))
                    .forEach(waiting -> byNumber.putIfAbsent(waiting.number(), waiting));
            return byNumber.values();
        }

        /** False when the attempt was asked to end first: those it did not ask for go on waiting. */
        private boolean refresh(Collection<Waiting> due) throws InterruptedException {
            Map<String, Scheme> numbers = new LinkedHashMap<>();
            due.forEach(waiting -> numbers.put(waiting.number(), waiting.scheme()));
            ByNumber.Answers answers = byNumber.ask(job, marketplace, shop, numbers);
            List<Posting> family = byNumber.withParents(job, marketplace, shop, answers.postings());
            List<Settled> settled = settled(due, answers);
            Instant since = due.iterator().next().asked();
            asked += settled.size();
            job.counts()
                    .add(
                            "unknown",
                            settled.stream()
                                    .filter(one -> one.end() == End.UNKNOWN)
                                    .count());
            job.progress(new Progress("refresh", 1, 1, asked, null, null, "postings"));
            job.commit(handle -> {
                pages.store(handle, job.counts(), shop, family, since);
                inbox.settle(handle, shop.sellerId(), shop.shopId(), settled);
                return null;
            });
            look.ordersRead();
            answers.throwFailure();
            return answers.complete();
        }

        private static List<Settled> settled(Collection<Waiting> due, ByNumber.Answers answers) {
            return due.stream()
                    .filter(waiting -> !answers.unasked().contains(waiting.number()))
                    .map(waiting -> settled(waiting, answers))
                    .toList();
        }

        private static Settled settled(Waiting waiting, ByNumber.Answers answers) {
            if (answers.broken().contains(waiting.number())) {
                return new Settled(waiting, End.POSTPONED, BEHIND_OTHERS);
            }
            if (!answers.refused().contains(waiting.number())) {
                return new Settled(waiting, End.STORED, Duration.ZERO);
            }
            return waiting.tries() < PAUSES.size()
                    ? new Settled(waiting, End.LATER, PAUSES.get(waiting.tries()))
                    : new Settled(waiting, End.UNKNOWN, Duration.ZERO);
        }

        private Ending ending() {
            var next = job.unfenced(handle -> inbox.next(handle, shop.sellerId(), shop.shopId()));
            if (next.isPresent()) {
                Duration nap = next.get().compareTo(SHORTEST_NAP) < 0 ? SHORTEST_NAP : next.get();
                return new Snoozed(nap, "The marketplace does not know some postings yet; it is asked again.");
            }
            long unknown = job.counts().of("unknown");
            if (unknown > 0) {
                return new Ended(
                        Outcome.PARTIAL,
                        unknown
                                + " postings that webhooks told of are not known to the marketplace, however often it was asked."
                                + " If it lists them later, a pull of orders brings them.");
            }
            return ByNumber.unread(job)
                    .orElse(asked == 0 && job.counts().asMap().isEmpty() ? Outcome.NOTHING : Outcome.OK);
        }
    }
}
