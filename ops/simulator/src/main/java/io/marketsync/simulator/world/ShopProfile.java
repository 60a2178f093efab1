package io.marketsync.simulator.world;

import java.util.List;

/** Who a shop is; {@code number} counts the shops of one seller. */
public record ShopProfile(Seller seller, int number, String name, String currency, List<Warehouse> warehouses) {

    /** A tenant of the marketplace. */
    public record Seller(int id, String name) {}

    /** 100101 is the first shop of the first seller. */
    public long id() {
        return 100_000L + seller.id() * 100L + number;
    }

    public String clientId() {
        return Long.toString(id());
    }
}
