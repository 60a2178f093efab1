package io.marketsync.offer;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;

/** The table {@code offer}, inside a transaction of its seller. */
public final class OfferStore {

    private static final String BY_CODE =
            "SELECT code, id FROM offer WHERE seller_id = :seller AND shop_id = :shop AND code = ANY (:codes)";

    /** The ids of those offers of a shop that we know, by the seller's item code. */
    public Map<String, UUID> byCode(Handle handle, UUID seller, UUID shop, Collection<String> codes) {
        return handle.createQuery(BY_CODE)
                .bind("seller", seller)
                .bind("shop", shop)
                .bindArray("codes", String.class, codes)
                .setMapKeyColumn("code")
                .setMapValueColumn("id")
                .collectInto(new GenericType<Map<String, UUID>>() {});
    }
}
