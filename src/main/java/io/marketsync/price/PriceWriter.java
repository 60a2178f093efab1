package io.marketsync.price;

import java.util.Optional;

import io.marketsync.push.ItemError;
import io.marketsync.push.ItemWriter;
import io.marketsync.shop.ShopAccess;

/** Sets prices at a marketplace. */
public interface PriceWriter extends ItemWriter<String, PriceItem> {

    /** How often the marketplace takes a price of one offer. */
    Pace pace();

    /** What speaks against a price before it leaves. */
    PriceRules rules();

    /** In which currency the marketplace takes prices of this shop; empty when it does not say. Only reads. */
    Optional<String> currency(ShopAccess shop) throws InterruptedException;

    @Override
    default Optional<ItemError> objection(PriceItem item) {
        return rules().objection(item.price()).map(Objection::error);
    }
}
