package io.marketsync.api.price;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;

import io.marketsync.api.price.PriceUpdatesView.Summary;
import io.marketsync.api.problem.Language;
import io.marketsync.api.problem.ProblemTexts;
import io.marketsync.api.push.Pushes;
import io.marketsync.api.push.Verdict;
import io.marketsync.api.shop.ShopRow;
import io.marketsync.api.shop.Shops;
import io.marketsync.job.JobTarget;
import io.marketsync.price.PriceRules;
import io.marketsync.price.PriceSettingStore;
import io.marketsync.price.PriceStore;
import io.marketsync.price.PriceStore.Put;
import io.marketsync.price.PushPrices;
import io.marketsync.price.SaidPrice;
import io.marketsync.price.SaidPrice.End;
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
                request.items(), currency, price -> known.flatMap(marketplace -> marketplace.objection(price)));
        Map<String, Put> ends = put(handle, seller, shop.id, items.values());
        String push = ends.values().stream().noneMatch(put -> put.end() == End.TAKEN)
                ? null
                : pushes.push(handle, new JobTarget(seller, shop.id, shop.marketplace), PushPrices::of);
        return view(request, items, ends, push, language);
    }

    private Map<String, Put> put(Handle handle, UUID seller, UUID shop, List<SaidPrice> said) {
        return said.isEmpty() ? Map.of() : prices.put(handle, seller, shop, said);
    }

    private PriceUpdatesView view(
            PriceUpdatesRequest request, PriceItems items, Map<String, Put> ends, String push, Language language) {
        List<PriceUpdatesView.Item> results = new ArrayList<>(request.items().size());
        int accepted = 0;
        for (int index = 0; index < request.items().size(); index++) {
            PriceUpdatesRequest.Item item = request.items().get(index);
            String offer = item == null ? null : item.offer();
            if (items.error(index) == null) {
                refused(items, index, ends.get(offer));
            }
            Verdict verdict = Verdict.of(items.error(index), texts, language);
            accepted += verdict.accepted() ? 1 : 0;
            results.add(new PriceUpdatesView.Item(
                    index, offer, verdict.status(), verdict.code(), verdict.pointer(), verdict.detail()));
        }
        return new PriceUpdatesView(new Summary(accepted, results.size() - accepted), push, results);
    }

    private static void refused(PriceItems items, int index, Put put) {
        switch (put.end()) {
            case TAKEN -> {}
            case OLDER -> items.stale(index);
            case BELOW_MINIMUM -> items.belowMinimum(index, put.least());
        }
    }
}
