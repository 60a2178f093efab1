package io.marketsync.api.price;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;

import io.marketsync.api.price.PriceUpdatesView.Summary;
import io.marketsync.api.problem.Language;
import io.marketsync.api.problem.ProblemTexts;
import io.marketsync.api.push.ItemUpdates;
import io.marketsync.api.push.Pushes;
import io.marketsync.api.push.Verdict;
import io.marketsync.api.shop.ShopRow;
import io.marketsync.api.shop.Shops;
import io.marketsync.job.JobTarget;
import io.marketsync.price.PriceItems;
import io.marketsync.price.PriceRules;
import io.marketsync.price.PriceSettingStore;
import io.marketsync.price.PriceStore;
import io.marketsync.price.PushPrices;
import io.marketsync.shop.Adapters;

/** A seller says what offers cost: the prices and the push that follows, in the transaction of the request. */
@Singleton
class PriceUpdates {

    private final PriceStore prices = new PriceStore();
    private final PriceSettingStore settings = new PriceSettingStore();
    private final Adapters<PriceRules> rules;
    private final Pushes pushes;
    private final ProblemTexts texts;

    PriceUpdates(Adapters<PriceRules> rules, Pushes pushes, ProblemTexts texts) {
        this.rules = rules;
        this.pushes = pushes;
        this.texts = texts;
    }

    PriceUpdatesView update(Handle handle, UUID seller, PriceUpdatesRequest request, Language language) {
        ShopRow shop = Shops.owned(seller, request.shop());
        String currency = settings.currency(handle, seller, shop.id).code();
        Optional<PriceRules> known = rules.find(shop.marketplace);
        PriceItems items = new PriceItems(
                request.items().stream().map(PriceUpdatesRequest.Item::said).toList(),
                ItemUpdates::place,
                currency,
                price -> known.flatMap(marketplace -> marketplace.objection(price)));
        items.store(handle, seller, shop.id, prices, null);
        String push = items.accepted() == 0
                ? null
                : pushes.push(handle, new JobTarget(seller, shop.id, shop.marketplace), PushPrices::of);
        return view(request, items, push, language);
    }

    private PriceUpdatesView view(PriceUpdatesRequest request, PriceItems items, String push, Language language) {
        List<PriceUpdatesView.Item> results = new ArrayList<>(request.items().size());
        for (int index = 0; index < request.items().size(); index++) {
            PriceUpdatesRequest.Item item = request.items().get(index);
            Verdict verdict = Verdict.of(index, items.refusal(index), texts, language);
            results.add(new PriceUpdatesView.Item(
                    index,
                    item == null ? null : item.offer(),
                    verdict.status(),
                    verdict.code(),
                    verdict.pointer(),
                    verdict.detail()));
        }
        int accepted = items.accepted();
        return new PriceUpdatesView(new Summary(accepted, results.size() - accepted), push, results);
    }
}
