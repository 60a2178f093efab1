package io.marketsync.offer;

import java.util.Collection;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/** What names offers by their codes, and is told which codes there are. */
@FunctionalInterface
public interface OfferLinks {

    /** Links what names one of these codes to its offer, inside a transaction of the seller and with one statement. */
    void link(Handle handle, UUID seller, UUID shop, Collection<String> codes);
}
