package io.marketsync.offer;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.jdbi.v3.core.Handle;

import io.marketsync.job.Counts;
import io.marketsync.offer.OfferStore.Change;
import io.marketsync.shop.ShopAccess;

/** Stores a page of offers: three statements, whatever the size of the page. */
public final class OfferPages {

    private static final Map<Change, String> WORDS = new EnumMap<>(Map.of(
            Change.CREATED,
            "created",
            Change.RETURNED,
            "returned",
            Change.ARCHIVED,
            "archived",
            Change.UPDATED,
            "updated",
            Change.UNCHANGED,
            "unchanged"));

    private final OfferStore offers;
    private final OfferLinks links;

    public OfferPages(OfferStore offers, OfferLinks links) {
        this.offers = offers;
        this.links = links;
    }

    /** Adds what happened to {@code counts}: one word for each offer, and renamed for each code that its product left. */
    public void store(Handle handle, Counts counts, ShopAccess shop, int generation, List<Offer> page) {
        if (page.isEmpty()) {
            return;
        }
        counts.add("renamed", offers.release(handle, shop.sellerId(), shop.shopId(), generation, page));
        offers.upsert(handle, shop.sellerId(), shop.shopId(), generation, page)
                .forEach(change -> counts.add(WORDS.get(change), 1));
        links.link(
                handle,
                shop.sellerId(),
                shop.shopId(),
                page.stream().map(Offer::code).toList());
    }
}
