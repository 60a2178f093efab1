package io.marketsync.imports;

import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;

import org.jdbi.v3.core.Handle;

import io.marketsync.imports.ImportFile.What;
import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.push.ItemsOf;
import io.marketsync.stock.PushStock;
import io.marketsync.stock.StockItems;
import io.marketsync.stock.StockLevelStore;
import io.marketsync.stock.StockUpdate;

/** Stock of offers in warehouses. */
final class StockSubject implements Subject<StockUpdate> {

    private final StockLevelStore levels;

    StockSubject(StockLevelStore levels) {
        this.levels = levels;
    }

    @Override
    public What what() {
        return What.STOCK;
    }

    @Override
    public Class<StockUpdate> type() {
        return StockUpdate.class;
    }

    @Override
    public List<String> columns() {
        return List.of("offer", "warehouse", "available", "onHand", "safetyStock", "countedAt", "version");
    }

    @Override
    public List<List<String>> needed() {
        return List.of(List.of("offer"), List.of("warehouse"), List.of("available", "onHand"));
    }

    @Override
    public StockUpdate read(Cells cells) throws RefusedRow {
        return new StockUpdate(
                cells.text("offer"),
                cells.text("warehouse"),
                cells.integer("available"),
                cells.integer("onHand"),
                cells.integer("safetyStock"),
                cells.time("countedAt"),
                cells.whole("version"));
    }

    @Override
    public String offer(StockUpdate row) {
        return row.offer();
    }

    @Override
    public ItemsOf<StockUpdate, ?, ?> store(
            Handle handle, JobTarget shop, List<StockUpdate> rows, IntFunction<String> place, Instant saidAt) {
        StockItems items = new StockItems(rows, place, saidAt);
        items.store(handle, shop.sellerId(), shop.shopId(), levels, saidAt);
        return items;
    }

    @Override
    public NewJob push(JobTarget shop) {
        return PushStock.of(shop, null);
    }
}
