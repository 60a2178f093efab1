package io.marketsync.imports;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

import org.jdbi.v3.core.Handle;

import io.marketsync.imports.ImportFile.What;
import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.price.PriceItems;
import io.marketsync.price.PriceRules;
import io.marketsync.price.PriceSettingStore;
import io.marketsync.price.PriceStore;
import io.marketsync.price.PriceUpdate;
import io.marketsync.price.PushPrices;
import io.marketsync.push.ItemsOf;
import io.marketsync.shop.Adapters;

/** Prices of offers. */
final class PriceSubject implements Subject<PriceUpdate> {

    private final PriceStore prices;
    private final PriceSettingStore settings;
    private final Adapters<PriceRules> rules;

    PriceSubject(PriceStore prices, PriceSettingStore settings, Adapters<PriceRules> rules) {
        this.prices = prices;
        this.settings = settings;
        this.rules = rules;
    }

    @Override
    public What what() {
        return What.PRICES;
    }

    @Override
    public Class<PriceUpdate> type() {
        return PriceUpdate.class;
    }

    @Override
    public List<String> columns() {
        return List.of("offer", "price", "oldPrice", "minimumPrice", "currency", "version");
    }

    @Override
    public List<List<String>> needed() {
        return List.of(List.of("offer"), List.of("price"), List.of("currency"));
    }

    @Override
    public PriceUpdate read(Cells cells) throws RefusedRow {
        return new PriceUpdate(
                cells.text("offer"),
                cells.amount("price"),
                cells.amount("oldPrice"),
                cells.amount("minimumPrice"),
                cells.amount("currency"),
                cells.whole("version"));
    }

    @Override
    public String offer(PriceUpdate row) {
        return row.offer();
    }

    @Override
    public ItemsOf<PriceUpdate, ?, ?> store(
            Handle handle, JobTarget shop, List<PriceUpdate> rows, IntFunction<String> place, Instant saidAt) {
        String currency =
                settings.currency(handle, shop.sellerId(), shop.shopId()).code();
        Optional<PriceRules> known = rules.find(shop.marketplace());
        PriceItems items = new PriceItems(
                rows, place, currency, price -> known.flatMap(marketplace -> marketplace.objection(price)));
        items.store(handle, shop.sellerId(), shop.shopId(), prices, saidAt);
        return items;
    }

    @Override
    public NewJob push(JobTarget shop) {
        return PushPrices.of(shop, null);
    }
}
