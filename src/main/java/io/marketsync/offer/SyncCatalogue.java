package io.marketsync.offer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
import io.marketsync.offer.OfferStore.Unseen;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.shop.Adapters;
import io.marketsync.shop.ShopAccess;
import io.marketsync.shop.ShopKeys;

/**
 * catalog.sync: makes a shop's offers those that its marketplace has.
 *
 * <p>What a page says is stored with the page. What no page says is known only when the last one was read: an offer that was not seen
 * is asked for by its code, and has vanished when the marketplace does not know it. A reading that ends early, fails or sees nothing
 * decides nothing; one that does not see too many offers to believe it marks them as missing.
 *
 * <p>Safe to repeat: pages are upserted by code, and each attempt reads from the first page on, remembering what it has seen by itself. So
 * unchanged offers are not written at all, and what a lost attempt saw is not mistaken for what this one saw.
 */
public final class SyncCatalogue implements JobHandler<SyncCatalogue.Args> {

    public static final Kind<Args> KIND = new Kind<>(
            "catalog.sync",
            Queue.NORMAL,
            Duration.ofSeconds(600),
            Duration.ofSeconds(660),
            RetryPolicy.DEFAULT,
            Args.class);

    /** The job row names the shop; there is nothing else to say. */
    public record Args() {}

    /** Codes that a marketplace is asked for at once. */
    static final int MOST_CODES = 1000;

    private final Adapters<CatalogueFeed> marketplaces;
    private final ShopKeys keys;
    private final OfferStore offers;
    private final OfferPages pages;
    private final CatalogueRunStore runs;
    private final CatalogueConfig config;

    public SyncCatalogue(
            Adapters<CatalogueFeed> marketplaces,
            ShopKeys keys,
            OfferStore offers,
            OfferLinks links,
            CatalogueConfig config) {
        this.marketplaces = marketplaces;
        this.keys = keys;
        this.offers = offers;
        this.pages = new OfferPages(offers, links);
        this.runs = new CatalogueRunStore();
        this.config = requireSense(config);
    }

    @Override
    public Kind<Args> kind() {
        return KIND;
    }

    @Override
    public Ending run(JobContext job, Args args) throws InterruptedException {
        return keys.use(job, shop -> new Reading(job, shop, marketplaces.of(shop.marketplace())).run());
    }

    private static CatalogueConfig requireSense(CatalogueConfig config) {
        require(config.pageCap() >= 1, "page-cap must be at least 1");
        require(config.vanishShare() >= 0 && config.vanishShare() <= 1, "vanish-share must be from 0 to 1");
        require(config.vanishLeast() >= 0, "vanish-least must be at least 0");
        return config;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("marketsync.catalogue." + otherwise);
        }
    }

    /** One attempt on one shop. */
    private final class Reading {

        private final JobContext job;
        private final ShopAccess shop;
        private final CatalogueFeed marketplace;
        private final CatalogueRunStore.Begun begun;
        private final LongList seen = new LongList();

        Reading(JobContext job, ShopAccess shop, CatalogueFeed marketplace) {
            this.job = job;
            this.shop = shop;
            this.marketplace = marketplace;
            this.begun = job.commit(handle -> runs.begin(handle, shop.sellerId(), shop.shopId()));
        }

        Ending run() throws InterruptedException {
            String cursor = "";
            Set<String> cursors = new HashSet<>(Set.of(cursor));
            for (int page = 1; page <= config.pageCap(); page++) {
                OfferPage answer = marketplace.page(shop, cursor);
                store(answer.offers(), "offers", 1);
                if (answer.next().isEmpty()) {
                    return decide();
                }
                if (job.stopRequested()) {
                    return cutShort();
                }
                cursor = answer.next().orElseThrow();
                if (!cursors.add(cursor)) {
                    throw new JobFailure(Reason.TRANSIENT, "The marketplace repeats a page of the catalogue.");
                }
            }
            throw new JobFailure(
                    Reason.TRANSIENT,
                    "The catalogue has more than " + config.pageCap()
                            + " pages; what was read is kept, and no offer vanishes.");
        }

        private Ending cutShort() {
            return new Ending.CutShort(
                    "The catalogue is longer than one attempt may read. " + seen.size()
                            + " offers were read, and are kept; the next sync, which comes by itself, reads it anew and decides which have vanished.");
        }

        private void store(List<Offer> page, String phase, int index) {
            page.forEach(offer -> seen.add(offer.productId()));
            job.progress(new Progress(phase, index, 2, seen.size(), null, begun.expected(), "offers"));
            job.commit(handle -> {
                pages.store(handle, job.counts(), shop, begun.generation(), page);
                return null;
            });
        }

        private Ending decide() throws InterruptedException {
            Long[] products = seen.toArray();
            Unseen unseen =
                    job.unfenced(handle -> offers.countUnseen(handle, shop.sellerId(), shop.shopId(), products));
            if (seen.size() == 0) {
                return unseen.living() == 0 ? Outcome.NOTHING : emptied(unseen, products);
            }
            if (unseen.unseen() > mayVanish(unseen.living())) {
                return shrunken(unseen, products);
            }
            List<String> missing = unseen.unseen() == 0
                    ? List.of()
                    : job.unfenced(
                            handle -> offers.unseen(handle, shop.sellerId(), shop.shopId(), products, unseen.unseen()));
            List<String> gone = new ArrayList<>(missing);
            for (int from = 0; from < missing.size(); from += MOST_CODES) {
                if (job.stopRequested()) {
                    return cutShort();
                }
                gone.removeAll(stillThere(missing.subList(from, Math.min(from + MOST_CODES, missing.size()))));
            }
            complete(gone);
            return Outcome.OK;
        }

        private long mayVanish(long living) {
            return Math.max(config.vanishLeast(), (long) (config.vanishShare() * living));
        }

        /** It may have moved from one list to another while they were read. */
        private Set<String> stillThere(List<String> codes) throws InterruptedException {
            List<Offer> known = marketplace.byCode(shop, codes);
            store(known, "vanished", 2);
            Set<String> there = new HashSet<>();
            known.forEach(offer -> there.add(offer.code()));
            return there;
        }

        private void complete(List<String> gone) {
            job.commit(handle -> {
                int vanished = gone.isEmpty()
                        ? 0
                        : offers.vanish(handle, shop.sellerId(), shop.shopId(), begun.generation(), gone);
                job.counts().add("vanished", vanished);
                runs.complete(handle, shop.sellerId(), shop.shopId(), begun.generation(), seen.size(), vanished);
                return null;
            });
        }

        private Ending emptied(Unseen unseen, Long[] products) {
            miss(unseen, products);
            return new Ending.Ended(
                    Outcome.PARTIAL,
                    "The marketplace shows no offer of this shop, which had " + unseen.living()
                            + ". The list says which; none was marked as vanished.");
        }

        private Ending shrunken(Unseen unseen, Long[] products) {
            miss(unseen, products);
            return new Ending.Ended(
                    Outcome.PARTIAL,
                    unseen.unseen() + " of " + unseen.living() + " offers are missing in the marketplace's catalogue."
                            + " So many vanish only by mistake; the list says which they are, and none was marked as vanished.");
        }

        /** For their seller to read; it decides nothing. */
        private void miss(Unseen unseen, Long[] products) {
            job.counts().set("missing", unseen.unseen());
            job.commit(handle -> {
                offers.miss(handle, shop.sellerId(), shop.shopId(), begun.generation(), products);
                return null;
            });
        }
    }
}
