package io.marketsync.api.stock;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;

import io.marketsync.api.problem.Language;
import io.marketsync.api.problem.ProblemTexts;
import io.marketsync.api.push.ItemUpdates;
import io.marketsync.api.push.Pushes;
import io.marketsync.api.push.Verdict;
import io.marketsync.api.shop.ShopRow;
import io.marketsync.api.shop.Shops;
import io.marketsync.api.stock.StockUpdatesView.Summary;
import io.marketsync.job.JobTarget;
import io.marketsync.stock.PushStock;
import io.marketsync.stock.StockItems;
import io.marketsync.stock.StockLevelStore;

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
        StockItems items = new StockItems(
                request.items().stream().map(StockUpdatesRequest.Item::said).toList(),
                ItemUpdates::place,
                clock.instant());
        items.store(handle, seller, shop.id, levels, null);
        String push = items.accepted() == 0
                ? null
                : pushes.push(handle, new JobTarget(seller, shop.id, shop.marketplace), PushStock::of);
        return view(request, items, push, language);
    }

    private StockUpdatesView view(StockUpdatesRequest request, StockItems items, String push, Language language) {
        List<StockUpdatesView.Item> results = new ArrayList<>(request.items().size());
        for (int index = 0; index < request.items().size(); index++) {
            StockUpdatesRequest.Item item = request.items().get(index);
            Verdict verdict = Verdict.of(index, items.refusal(index), texts, language);
            results.add(new StockUpdatesView.Item(
                    index,
                    item == null ? null : item.offer(),
                    item == null ? null : item.warehouse(),
                    verdict.status(),
                    verdict.code(),
                    verdict.pointer(),
                    verdict.detail()));
        }
        int accepted = items.accepted();
        return new StockUpdatesView(new Summary(accepted, results.size() - accepted), push, results);
    }
}
