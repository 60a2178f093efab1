package io.marketsync.posting;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jdbi.v3.core.Handle;

import io.marketsync.job.Counts;
import io.marketsync.offer.OfferStore;
import io.marketsync.posting.PostingStore.Change;
import io.marketsync.posting.PostingStore.Upserted;
import io.marketsync.shop.ShopAccess;
import io.marketsync.stock.StockOrdersStore;
import io.marketsync.stock.StockPair;

/**
 * Stores a page of postings with their lines: three statements, whatever the size of the page, and one more when goods are found to have left
 * long ago.
 */
public final class PostingPages {

    private static final Map<Change, String> WORDS = new EnumMap<>(Map.of(
            Change.CREATED,
            "created",
            Change.UPDATED,
            "updated",
            Change.UNCHANGED,
            "unchanged",
            Change.STALE,
            "stale"));

    private final OfferStore offers;
    private final PostingStore postings;
    private final PostingLineStore lines;
    private final StockOrdersStore stock = new StockOrdersStore();

    public PostingPages(OfferStore offers, PostingStore postings, PostingLineStore lines) {
        this.offers = offers;
        this.postings = postings;
        this.lines = lines;
    }

    /** A page of a list. */
    public void store(Handle handle, Counts counts, ShopAccess shop, List<Posting> page) {
        store(handle, counts, shop, page, null);
    }

    /**
     * Adds what happened to {@code counts}: created, updated, unchanged, stale (refused), held (unknown status, stored),
     * released (its status is known now).
     *
     * @param asked when these were asked for by number, on the database's clock; null for a page of a list
     */
    public void store(Handle handle, Counts counts, ShopAccess shop, List<Posting> page, Instant asked) {
        foundLate(handle, shop, write(handle, counts, shop, page, asked));
    }

    /**
     * As {@link #store(Handle, Counts, ShopAccess, List, Instant)}, and remembers what the marketplace was asked for, whatever it said.
     * Postings are locked before stock is, by everybody.
     */
    void storeAsked(
            Handle handle, Counts counts, ShopAccess shop, List<Posting> page, Instant asked, List<String> numbers) {
        List<Posting> late = write(handle, counts, shop, page, asked);
        postings.checked(handle, shop.sellerId(), shop.shopId(), numbers);
        foundLate(handle, shop, late);
    }

    /** Returns what stock has to be worked out anew for. */
    private List<Posting> write(Handle handle, Counts counts, ShopAccess shop, List<Posting> page, Instant asked) {
        if (page.isEmpty()) {
            return List.of();
        }
        List<Upserted> upserted = postings.upsert(handle, shop.sellerId(), shop.shopId(), page, asked);
        upserted.forEach(posting -> counts.add(WORDS.get(posting.change()), 1));
        Set<String> written = upserted.stream()
                .filter(posting -> posting.change() == Change.CREATED || posting.change() == Change.UPDATED)
                .map(Upserted::number)
                .collect(Collectors.toSet());
        counts.add(
                "held",
                upserted.stream()
                        .filter(posting -> posting.onHold() && written.contains(posting.number()))
                        .count());
        counts.add("released", upserted.stream().filter(Upserted::released).count());
        replaceLines(
                handle,
                shop,
                page.stream()
                        .filter(posting -> written.contains(posting.number()))
                        .toList());
        Set<String> late =
                upserted.stream().filter(Upserted::late).map(Upserted::number).collect(Collectors.toSet());
        return page.stream().filter(posting -> late.contains(posting.number())).toList();
    }

    private void foundLate(Handle handle, ShopAccess shop, List<Posting> late) {
        if (!late.isEmpty()) {
            Set<StockPair> pairs = late.stream()
                    .flatMap(posting -> posting.lines().stream()
                            .map(line -> new StockPair(line.offerCode(), posting.warehouseCode())))
                    .collect(Collectors.toSet());
            stock.foundLate(handle, shop.sellerId(), shop.shopId(), pairs);
        }
    }

    private void replaceLines(Handle handle, ShopAccess shop, List<Posting> written) {
        if (written.isEmpty()) {
            return;
        }
        Set<String> codes = written.stream()
                .flatMap(posting -> posting.lines().stream())
                .map(PostingLine::offerCode)
                .collect(Collectors.toSet());
        Map<String, UUID> offersByCode = offers.byCode(handle, shop.sellerId(), shop.shopId(), codes);
        lines.replace(handle, shop.sellerId(), shop.shopId(), written, offersByCode);
    }
}
