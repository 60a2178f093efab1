package io.marketsync.api.stock;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;

import io.marketsync.api.problem.Language;
import io.marketsync.api.problem.ProblemTexts;
import io.marketsync.api.push.Pushes;
import io.marketsync.api.push.Verdict;
import io.marketsync.api.shop.ShopRow;
import io.marketsync.api.shop.Shops;
import io.marketsync.api.stock.StockUpdatesView.Summary;
import io.marketsync.job.JobTarget;
import io.marketsync.stock.PushStock;
import io.marketsync.stock.StockCount;
import io.marketsync.stock.StockLevelStore;
import io.marketsync.stock.StockPair;

/** A seller says what is in stock: the levels and the push that follows, in the transaction of the request. */
@Singleton
class StockUpdates {

    private final Clock clock = Clock.systemUTC();
    private final StockLevelStore levels = new StockLevelStore();
    private final Pushes pushes;
    private final ProblemTexts texts;

    StockUpdates(Pushes pushes, ProblemTexts texts) {
        this.pushes = pushes;
        this.texts = texts;
    }

    StockUpdatesView update(Handle handle, UUID seller, StockUpdatesRequest request, Language language) {
        ShopRow shop = Shops.owned(seller, request.shop());
        StockItems items = new StockItems(request.items(), clock.instant());
        Set<StockPair> taken = put(handle, seller, shop.id, items.values());
        String push = taken.isEmpty()
                ? null
                : pushes.push(handle, new JobTarget(seller, shop.id, shop.marketplace), PushStock::of);
        return view(request, items, taken, push, language);
    }

    private Set<StockPair> put(Handle handle, UUID seller, UUID shop, List<StockCount> counts) {
        return counts.isEmpty() ? Set.of() : levels.put(handle, seller, shop, counts);
    }

    private StockUpdatesView view(
            StockUpdatesRequest request, StockItems items, Set<StockPair> taken, String push, Language language) {
        List<StockUpdatesView.Item> results = new ArrayList<>(request.items().size());
        int accepted = 0;
        for (int index = 0; index < request.items().size(); index++) {
            StockUpdatesRequest.Item item = request.items().get(index);
            String offer = item == null ? null : item.offer();
            String warehouse = item == null ? null : item.warehouse();
            if (items.error(index) == null && !taken.contains(new StockPair(offer, warehouse))) {
                items.stale(index);
            }
            Verdict verdict = Verdict.of(items.error(index), texts, language);
            accepted += verdict.accepted() ? 1 : 0;
            results.add(new StockUpdatesView.Item(
                    index, offer, warehouse, verdict.status(), verdict.code(), verdict.pointer(), verdict.detail()));
        }
        return new StockUpdatesView(new Summary(accepted, results.size() - accepted), push, results);
    }
}
