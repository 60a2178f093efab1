package io.marketsync.simulator.market;

import io.marketsync.simulator.stock.PriceList;
import io.marketsync.simulator.stock.StockLedger;
import io.marketsync.simulator.world.Catalogue;
import io.marketsync.simulator.world.PostingBook;
import io.marketsync.simulator.world.ShopProfile;

/** One shop with all that the marketplace knows of it. */
public record Shop(
        ShopProfile profile, Catalogue catalogue, PostingBook postings, StockLedger stocks, PriceList prices) {}
