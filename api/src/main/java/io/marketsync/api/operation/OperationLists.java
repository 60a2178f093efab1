package io.marketsync.api.operation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;

import io.marketsync.api.PublicId;
import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.operation.BatchStore.Sized;
import io.marketsync.api.operation.OperationRow.Filter;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.api.shop.Shops;

/**
 * A seller's operations, newest first: what was asked for, so a batch is there once and its members are not. They are listed by
 * their batch; and a shop's list has them, because a batch has no shop.
 */
@Singleton
public class OperationLists {

    /** Members that the batches of one page have together: a page with more ends early, or it would take seconds. */
    static final int MOST_MEMBERS = 20_000;

    private static final Comparator<Listed> NEWEST =
            Comparator.comparing((Listed listed) -> listed.id.toString()).reversed();

    private final BatchStore store = new BatchStore();
    private final ApiTransactions transactions;

    OperationLists(ApiTransactions transactions) {
        this.transactions = transactions;
    }

    /** What a list is narrowed by, as the request has it; null means any. */
    record Asked(String shop, String kind, String status, String batch) {}

    record Listed(UUID id, OperationView view) {}

    /** @param stop where the search ended before the page was full; null when it is full or there is no more */
    record Part(List<Listed> operations, UUID stop) {}

    Part newest(UUID seller, Asked asked, UUID before, int size) {
        return transactions.forSeller(seller, handle -> {
            UUID shop = asked.shop == null ? null : Shops.owned(seller, asked.shop).id;
            Filter filter = new Filter(shop, asked.kind, asked.status);
            if (asked.batch != null) {
                UUID batch = owned(handle, seller, asked.batch);
                List<UUID> members = store.members(handle, seller, batch, filter, before, size);
                return new Part(listed(OperationRow.all(seller, members)), null);
            }
            return shop == null
                    ? askedFor(handle, seller, filter, before, size)
                    : new Part(listed(OperationRow.page(seller, filter, before, size)), null);
        });
    }

    private UUID owned(Handle handle, UUID seller, String batch) {
        return PublicId.OPERATION
                .parse(batch)
                .filter(id -> store.isKnown(handle, seller, id))
                .orElseThrow(() -> ProblemException.of(ProblemCode.OPERATION_NOT_FOUND, batch));
    }

    private Part askedFor(Handle handle, UUID seller, Filter filter, UUID before, int size) {
        List<Sized> found = store.newest(handle, seller, filter.kind(), before, size);
        List<UUID> batches = affordable(found);
        boolean moreBatches = batches.size() < found.size() || found.size() == size;
        UUID stop = moreBatches ? batches.getLast() : null;
        Stream<Listed> ofBatches = BatchRow.owned(seller, batches).stream()
                .filter(row -> filter.status() == null
                        || filter.status().equals(BatchView.tally(row).status()))
                .map(row -> new Listed(row.id, BatchView.of(row, false, null)));
        Stream<Listed> alone = listed(OperationRow.alone(seller, filter, before, size)).stream()
                .filter(job -> stop == null || job.id.toString().compareTo(stop.toString()) > 0);
        List<Listed> all =
                Stream.concat(ofBatches, alone).sorted(NEWEST).limit(size).toList();
        return new Part(all, all.size() < size ? stop : null);
    }

    /** One at least, whatever its size. */
    private static List<UUID> affordable(List<Sized> batches) {
        List<UUID> affordable = new ArrayList<>();
        int members = 0;
        for (Sized batch : batches) {
            members += batch.size();
            if (!affordable.isEmpty() && members > MOST_MEMBERS) {
                break;
            }
            affordable.add(batch.id());
        }
        return affordable;
    }

    private static List<Listed> listed(List<OperationRow> rows) {
        return rows.stream()
                .map(row -> new Listed(row.id, OperationView.of(row, false, Optional.empty())))
                .toList();
    }
}
