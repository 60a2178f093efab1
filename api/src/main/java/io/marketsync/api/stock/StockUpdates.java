package io.marketsync.api.stock;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jdbi.v3.core.Handle;

import io.marketsync.api.PublicId;
import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.idempotency.IdempotencyKeys;
import io.marketsync.api.idempotency.IdempotencyKeys.Answer;
import io.marketsync.api.idempotency.IdempotencyKeys.Answered;
import io.marketsync.api.problem.FieldError;
import io.marketsync.api.problem.Language;
import io.marketsync.api.problem.ProblemTexts;
import io.marketsync.api.shop.ShopRow;
import io.marketsync.api.shop.Shops;
import io.marketsync.api.stock.StockUpdatesView.Summary;
import io.marketsync.job.JobTarget;
import io.marketsync.stock.StockCount;
import io.marketsync.stock.StockLevelStore;
import io.marketsync.stock.StockPair;

/** A seller says what is in stock: the levels, the push that follows, its notification and the idempotency key are one transaction. */
@Singleton
class StockUpdates {

    private static final int MULTI_STATUS = 207;

    private final Clock clock = Clock.systemUTC();
    private final StockLevelStore levels = new StockLevelStore();
    private final ApiTransactions transactions;
    private final IdempotencyKeys idempotency;
    private final StockPushes pushes;
    private final ProblemTexts texts;
    private final ObjectMapper json;

    StockUpdates(
            ApiTransactions transactions,
            IdempotencyKeys idempotency,
            StockPushes pushes,
            ProblemTexts texts,
            ObjectMapper json) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.pushes = pushes;
        this.texts = texts;
        this.json = json;
    }

    Answered update(UUID seller, StockUpdatesRequest request, String idempotencyKey, Language language) {
        String fingerprint = "POST /stock-updates " + request;
        return transactions.forSeller(
                seller,
                handle -> idempotency.onceWithKey(
                        handle, seller, idempotencyKey, fingerprint, () -> update(handle, seller, request, language)));
    }

    private Answer update(Handle handle, UUID seller, StockUpdatesRequest request, Language language) {
        ShopRow shop = Shops.owned(seller, request.shop());
        StockItems items = StockItems.read(request.items(), clock.instant());
        Set<StockPair> taken = put(handle, seller, shop.id, items.counts());
        String push = taken.isEmpty()
                ? null
                : "/api/v1/operations/"
                        + PublicId.OPERATION.of(pushes.push(handle, new JobTarget(seller, shop.id, shop.marketplace)));
        return answer(view(request, items, taken, push, language));
    }

    private Set<StockPair> put(Handle handle, UUID seller, UUID shop, List<StockCount> counts) {
        return counts.isEmpty() ? new HashSet<>() : levels.put(handle, seller, shop, counts);
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
            FieldError error = items.error(index);
            accepted += error == null ? 1 : 0;
            results.add(new StockUpdatesView.Item(
                    index,
                    offer,
                    warehouse,
                    error == null ? "accepted" : "rejected",
                    error == null ? null : error.code(),
                    error == null ? null : error.pointer(),
                    error == null ? null : texts.fieldDetail(error, language)));
        }
        return new StockUpdatesView(new Summary(accepted, results.size() - accepted), push, results);
    }

    private Answer answer(StockUpdatesView view) {
        try {
            return new Answer(MULTI_STATUS, null, json.writeValueAsString(view));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own records are plain values", e);
        }
    }
}
