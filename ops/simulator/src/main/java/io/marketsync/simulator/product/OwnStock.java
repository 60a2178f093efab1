package io.marketsync.simulator.product;

import java.util.List;

import io.marketsync.simulator.market.Shop;
import io.marketsync.simulator.stock.Pair;
import io.marketsync.simulator.stock.StockLedger.Levels;
import io.marketsync.simulator.stock.StockLevel;
import io.marketsync.simulator.world.Product;
import io.marketsync.simulator.world.Warehouse;

/** What all active warehouses of the seller have of a product together. */
record OwnStock(long present, long reserved, List<Long> warehouses) {

    static OwnStock of(Shop shop, Product product, Levels levels) {
        List<Long> warehouses = shop.profile().warehouses().stream()
                .filter(Warehouse::active)
                .map(Warehouse::id)
                .toList();
        List<StockLevel> stock =
                warehouses.stream().map(id -> levels.of(new Pair(product, id))).toList();
        return new OwnStock(
                stock.stream().mapToLong(StockLevel::present).sum(),
                stock.stream().mapToLong(StockLevel::reserved).sum(),
                warehouses);
    }
}
