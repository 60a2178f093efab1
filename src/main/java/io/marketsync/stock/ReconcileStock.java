package io.marketsync.stock;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jdbi.v3.core.Handle;

import io.marketsync.db.LongList;
import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.Ending;
import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.Kind;
import io.marketsync.job.Outcome;
import io.marketsync.job.Progress;
import io.marketsync.job.Queue;
import io.marketsync.queue.JobQueue;
import io.marketsync.queue.OnTwin;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.shop.Adapters;
import io.marketsync.shop.ShopAccess;
import io.marketsync.shop.ShopKeys;
import io.marketsync.stock.StockDriftStore.Begun;
import io.marketsync.stock.StockDriftStore.Scale;

/**
 * stock.reconcile: compares what a marketplace says it has with what we take it for, and says why it differs.
 *
 * <p>A difference that only orders could explain is looked at again when these have been read: by then it is gone, or somebody changed
 * the stock outside. Only that is sent again, if the seller wants it, and so it never raises what an order has just taken.
 *
 * <p>Safe to repeat: what differs is stored by pair, and an attempt that reads to the end takes away what no longer does.
 */
public final class ReconcileStock implements JobHandler<ReconcileStock.Args> {

    public static final Kind<Args> KIND = new Kind<>(
            "stock.reconcile",
            Queue.NORMAL,
            Duration.ofSeconds(600),
            Duration.ofSeconds(660),
            RetryPolicy.DEFAULT,
            Args.class);

    /** The job row names the shop; there is nothing else to say. */
    public record Args() {}

    /** So long a marketplace may show an old value, or keep an order from its lists. */
    static final Duration SETTLE = Duration.ofMinutes(3);

    /** A pull of orders begins within it, and after {@link #SETTLE}. */
    static final Duration AGAIN = Duration.ofMinutes(10);

    private static final int MOST_PAGES = 2_000;

    private final Adapters<StockReader> marketplaces;
    private final ShopKeys keys;
    private final StockLevelStore levels;
    private final OrdersRead orders;
    private final StockConfig config;
    private final StockDriftStore drifts = new StockDriftStore();
    private final StockOrdersStore taken = new StockOrdersStore();
    private final JobQueue queue = new JobQueue();

    public ReconcileStock(
            Adapters<StockReader> marketplaces,
            ShopKeys keys,
            StockLevelStore levels,
            OrdersRead orders,
            StockConfig config) {
        this.marketplaces = marketplaces;
        this.keys = keys;
        this.levels = levels;
        this.orders = orders;
        this.config = config;
    }

    @Override
    public Kind<Args> kind() {
        return KIND;
    }

    @Override
    public Ending run(JobContext job, Args args) throws InterruptedException {
        return keys.use(job, shop -> new Reading(job, shop, marketplaces.of(shop.marketplace())).run());
    }

    /** One attempt on one shop. */
    private final class Reading {

        private final JobContext job;
        private final ShopAccess shop;
        private final StockReader marketplace;
        private final LongList seen = new LongList();
        private final Map<Drift, Long> differing = new EnumMap<>(Drift.class);
        private long agreeing;
        private boolean undecided;
        private Begun begun;
        private Scale scale;

        Reading(JobContext job, ShopAccess shop, StockReader marketplace) {
            this.job = job;
            this.shop = shop;
            this.marketplace = marketplace;
        }

        Ending run() throws InterruptedException {
            begin();
            if (begun.kept().isEmpty()) {
                return Outcome.NOTHING;
            }
            for (String warehouse : begun.warehouses()) {
                if (!read(warehouse)) {
                    return cutShort();
                }
            }
            return finish();
        }

        private void begin() {
            job.unfenced(handle -> {
                taken.follow(handle, shop.sellerId(), shop.shopId(), config.clockSkew());
                begun = drifts.begin(handle, shop.sellerId(), shop.shopId());
                boolean stopped =
                        levels.zeroing(handle, shop.sellerId(), shop.shopId()).exceeds(config);
                Instant until = orders.until(handle, shop.sellerId(), shop.shopId());
                scale = new Scale(SETTLE, until, stopped);
                return null;
            });
        }

        /** False when the attempt was asked to end before. */
        private boolean read(String warehouse) throws InterruptedException {
            String cursor = "";
            Set<String> cursors = new HashSet<>(Set.of(cursor));
            for (int page = 1; page <= MOST_PAGES; page++) {
                long asked = System.nanoTime();
                StockPage answer = marketplace.page(shop, warehouse, cursor);
                judge(answer.readings(), Duration.ofNanos(System.nanoTime() - asked));
                if (answer.next().isEmpty()) {
                    return true;
                }
                if (job.stopRequested()) {
                    return false;
                }
                cursor = answer.next().orElseThrow();
                if (!cursors.add(cursor)) {
                    throw new JobFailure(Reason.TRANSIENT, "The marketplace repeats a page of its stock.");
                }
            }
            throw new JobFailure(Reason.TRANSIENT, "The marketplace's list of stock has no end.");
        }

        private void judge(List<StockReading> page, Duration elapsed) {
            job.progress(new Progress("stock", 1, 1, seen.size() + page.size(), null, null, "pairs"));
            List<Judged> judged =
                    job.commit(handle -> drifts.judge(handle, shop.sellerId(), shop.shopId(), page, scale, elapsed));
            for (Judged each : judged) {
                seen.add(each.pair());
                undecided |= each.undecided();
                if (each.drift() == null) {
                    agreeing++;
                } else {
                    differing.merge(each.drift(), 1L, Long::sum);
                }
            }
        }

        private Ending cutShort() {
            job.commit(handle -> {
                count();
                return null;
            });
            return new Ending.CutShort(
                    "There is more stock than one attempt may compare. " + seen.size()
                            + " pairs were compared, and what differs is listed; the next reconciliation, which comes by itself, begins anew.");
        }

        private void count() {
            job.counts().set("agreeing", agreeing);
            for (Drift drift : Drift.values()) {
                job.counts().set(drift.word(), differing.getOrDefault(drift, 0L));
            }
        }

        private Ending finish() {
            job.commit(handle -> {
                int unlisted =
                        drifts.finish(handle, shop.sellerId(), shop.shopId(), begun.began(), SETTLE, seen.toArray());
                differing.put(Drift.UNLISTED, (long) unlisted);
                count();
                if (begun.heals()) {
                    heal(handle);
                }
                return null;
            });
            return undecided && job.attempt() == 1
                    ? new Ending.Snoozed(
                            AGAIN,
                            "Some stock differs; whether orders explain it is known when they are read. The job goes on by itself.")
                    : Outcome.OK;
        }

        private void heal(Handle handle) {
            int healed = drifts.heal(handle, shop.sellerId(), shop.shopId(), begun.began());
            job.counts().add("healed", healed);
            if (healed > 0) {
                queue.enqueue(handle, PushStock.of(shop.target(), null), OnTwin.RERUN);
            }
        }
    }
}
