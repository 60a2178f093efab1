package io.marketsync.stock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.marketsync.failure.JobFailure;
import io.marketsync.job.Ending;
import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.JobTarget;
import io.marketsync.job.Kind;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.job.Outcome;
import io.marketsync.job.Progress;
import io.marketsync.job.Queue;
import io.marketsync.limit.HeldBack;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.shop.Adapters;
import io.marketsync.shop.ShopAccess;
import io.marketsync.shop.ShopKeys;

/**
 * stock.push: tells a marketplace the stock of a shop's pairs that is not what it has.
 *
 * <p>Safe to repeat: values are absolute, and read when they leave. Before a batch leaves its pairs are taken, so that no other value of
 * them leaves within the marketplace's pacing, even if this process dies. What has no answer is sent again.
 */
public final class PushStock implements JobHandler<PushStock.Args> {

    public static final Kind<Args> KIND = new Kind<>(
            "stock.push",
            Queue.HIGH,
            Duration.ofSeconds(300),
            Duration.ofSeconds(360),
            RetryPolicy.DEFAULT,
            Args.class);

    /** The job row names the shop, its pairs what is to be sent. */
    public record Args() {}

    /** Pairs that one look finds. They are kept in memory. */
    private static final int MOST = 10_000;

    /** From taking a pair to the arrival of its value: the longest wait for a permit (5 s), and a call (20 s). */
    private static final Duration UNDER_WAY = Duration.ofSeconds(30);

    /** Pairs that are due so soon are waited for by this job; with the others a later one begins. What is new ends the wait. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final Adapters<StockWriter> marketplaces;
    private final ShopKeys keys;
    private final StockLevelStore levels;
    private final StockConfig config;

    public PushStock(Adapters<StockWriter> marketplaces, ShopKeys keys, StockLevelStore levels, StockConfig config) {
        this.marketplaces = marketplaces;
        this.keys = keys;
        this.levels = levels;
        this.config = config;
    }

    /**
     * For stock that has just changed.
     *
     * @param requestId of the request that changed it; may be null
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
        return keys.use(job, shop -> new Push(job, shop, marketplaces.of(shop.marketplace())).run());
    }

    /** One attempt on one shop. */
    private final class Push {

        private final JobContext job;
        private final ShopAccess shop;
        private final StockWriter marketplace;
        private Zeroing zeroing;
        private long due;
        private long done;

        Push(JobContext job, ShopAccess shop, StockWriter marketplace) {
            this.job = job;
            this.shop = shop;
            this.marketplace = marketplace;
        }

        Ending run() throws InterruptedException {
            List<StockPair> found = look();
            while (!found.isEmpty()) {
                if (zeroing.exceeds(config)) {
                    return stopped();
                }
                due += found.size();
                if (!send(batches(found))) {
                    return new Ending.Snoozed(
                            AT_ONCE, "There is more to send than one attempt may; the job goes on by itself.");
                }
                found = found.size() < MOST ? List.of() : look();
            }
            return end();
        }

        private List<StockPair> look() {
            return job.unfenced(handle -> {
                levels.reserve(handle, shop.sellerId(), shop.shopId());
                zeroing = levels.zeroing(handle, shop.sellerId(), shop.shopId());
                return levels.due(handle, shop.sellerId(), shop.shopId(), MOST);
            });
        }

        /** Until the seller says something else, or confirms. */
        private Ending stopped() {
            return new Ending.Snoozed(
                    LONGEST_WAIT,
                    "Nothing was sent: " + zeroing.zeroed() + " of " + zeroing.selling()
                            + " pairs on sale would have been set to zero. Correct the stock, or confirm that this is meant.");
        }

        /** In their order, as far as those of one call have to have something in common. */
        private List<List<StockPair>> batches(List<StockPair> pairs) {
            List<List<StockPair>> batches = new ArrayList<>();
            Map<String, List<StockPair>> open = new LinkedHashMap<>();
            for (StockPair pair : pairs) {
                String key = marketplace.batchKey(pair);
                List<StockPair> batch = open.computeIfAbsent(key, any -> {
                    List<StockPair> begun = new ArrayList<>();
                    batches.add(begun);
                    return begun;
                });
                batch.add(pair);
                if (batch.size() == marketplace.most()) {
                    open.remove(key);
                }
            }
            return batches;
        }

        /** False when the attempt was asked to end before all were sent: what was recorded is kept. */
        private boolean send(List<List<StockPair>> batches) throws InterruptedException {
            List<Answered> answered = List.of();
            for (List<StockPair> batch : batches) {
                if (job.stopRequested()) {
                    record(answered, List.of());
                    return false;
                }
                answered = new Sent(record(answered, batch)).answers();
            }
            record(answered, List.of());
            return true;
        }

        private List<Sending> record(List<Answered> answered, List<StockPair> next) {
            count(answered);
            done += answered.size();
            job.progress(new Progress("stock", 1, 1, done, due, null, "pairs"));
            return job.commit(handle -> levels.recordAndTake(
                    handle,
                    shop.sellerId(),
                    shop.shopId(),
                    answered,
                    next,
                    marketplace.pacing(),
                    marketplace.pacing().plus(UNDER_WAY)));
        }

        private void count(List<Answered> answered) {
            for (Answered answer : answered) {
                switch (answer.end()) {
                    case TAKEN -> job.counts().add(answer.item().stock() == 0 ? "zeroed" : "sent", 1);
                    case REFUSED -> job.counts().add(answer.error().permanent() ? "quarantined" : "refused", 1);
                    case UNANSWERED -> job.counts().add("unanswered", 1);
                }
            }
        }

        private Ending end() {
            Optional<Duration> next = job.unfenced(handle -> levels.nextDue(handle, shop.sellerId(), shop.shopId()));
            if (next.isPresent() && next.get().compareTo(LONGEST_WAIT) < 0) {
                return new Ending.Snoozed(
                        next.get().compareTo(AT_ONCE) < 0 ? AT_ONCE : next.get(),
                        "The marketplace takes one value of an offer and warehouse in a while; the job goes on by itself.");
            }
            boolean refused = job.counts().of("quarantined") > 0 || job.counts().of("refused") > 0;
            boolean taken = job.counts().of("sent") > 0 || job.counts().of("zeroed") > 0;
            if (refused) {
                return taken ? Outcome.PARTIAL : Outcome.FAILED;
            }
            return taken ? Outcome.OK : Outcome.NOTHING;
        }

        /** One batch on its way: what is known of each item, whatever happens. */
        private final class Sent {

            private final List<Sending> open;
            private final List<Answered> answers = new ArrayList<>();

            Sent(List<Sending> batch) {
                this.open = new ArrayList<>(batch);
            }

            List<Answered> answers() throws InterruptedException {
                try {
                    refuseWhatWouldBeRefused();
                    push(List.copyOf(open));
                    return answers;
                } catch (JobFailure | HeldBack unanswered) {
                    open.forEach(item -> answers.add(Answered.unanswered(item)));
                    record(answers, List.of());
                    throw unanswered;
                }
            }

            private void refuseWhatWouldBeRefused() {
                for (Sending item : List.copyOf(open)) {
                    marketplace.objection(item.item()).ifPresent(why -> answered(item, Answered.refused(item, why)));
                }
            }

            /** A request that is refused as a whole is halved until the item that is to blame is alone. */
            private void push(List<Sending> items) throws InterruptedException {
                if (items.isEmpty()) {
                    return;
                }
                switch (marketplace.push(shop, items.stream().map(Sending::item).toList())) {
                    case Pushed.Items each -> {
                        for (int i = 0; i < items.size(); i++) {
                            Sending item = items.get(i);
                            Answered answer = each.errors()
                                    .get(i)
                                    .map(why -> Answered.refused(item, why))
                                    .orElse(Answered.taken(item));
                            answered(item, answer);
                        }
                    }
                    case Pushed.Refused whole -> {
                        if (items.size() == 1) {
                            answered(items.getFirst(), Answered.refused(items.getFirst(), whole.why()));
                            return;
                        }
                        push(items.subList(0, items.size() / 2));
                        push(items.subList(items.size() / 2, items.size()));
                    }
                }
            }

            private void answered(Sending item, Answered answer) {
                open.remove(item);
                answers.add(answer);
            }
        }
    }
}
