package io.marketsync.price;

import java.util.Optional;

import io.marketsync.shop.Adapter;

/** What a marketplace says about prices that can be known without asking it. Usable by many threads. */
public interface PriceRules extends Adapter {

    /** @param price nothing of {@link PriceGuards} speaks against it */
    Optional<Objection> objection(Price price);
}
