package io.marketsync.price;

/** What a seller says of the price of an offer, before it is judged; each member may be null. Amounts are texts: no reader may round them. */
public record PriceUpdate(
        String offer, String price, String oldPrice, String minimumPrice, String currency, Long version) {}
