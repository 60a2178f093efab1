package io.marketsync.api.operation;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.marketsync.api.ImportPaths;
import io.marketsync.api.PublicId;
import io.marketsync.imports.ApplyImport;
import io.marketsync.label.FetchLabels;
import io.marketsync.offer.SyncCatalogue;
import io.marketsync.posting.BackfillOrders;
import io.marketsync.posting.PullOrders;
import io.marketsync.price.PushPrices;
import io.marketsync.stock.Drift;
import io.marketsync.stock.PushStock;
import io.marketsync.stock.ReconcileStock;

/** Where a seller reads the items that a job could not do, or what it found: lists of the shop, as they are now. */
final class ItemLists {

    private ItemLists() {}

    /** Null when there are none, or no list of them. */
    static String of(OperationRow row, Map<String, Long> counts) {
        if (row.shopId == null) {
            return null;
        }
        String shop = PublicId.SHOP.of(row.shopId);
        String path = "/api/v1/shops/" + shop;
        if (row.kind.equals(PushStock.KIND.name())) {
            return refused(path + "/stock-levels", counts);
        }
        if (row.kind.equals(PushPrices.KIND.name())) {
            return refused(path + "/prices", counts);
        }
        if (row.kind.equals(ApplyImport.KIND.name())) {
            return counts.containsKey("rejected") ? ImportPaths.rejects(PublicId.OPERATION.of(row.id)) : null;
        }
        if (row.kind.equals(FetchLabels.KIND.name())) {
            return refused(path + "/labels", counts);
        }
        if (row.kind.equals(PullOrders.KIND.name())) {
            return counts.containsKey("held") ? "/api/v1/postings?shop=" + shop + "&onHold=true" : null;
        }
        if (row.kind.equals(BackfillOrders.KIND.name())) {
            return counts.containsKey("days") ? path + "/backfill-days" : null;
        }
        if (row.kind.equals(SyncCatalogue.KIND.name())) {
            return counts.containsKey("missing") ? "/api/v1/offers?shop=" + shop + "&missing=true" : null;
        }
        return row.kind.equals(ReconcileStock.KIND.name()) && differs(counts) ? path + "/stock-drift" : null;
    }

    /** The words of the counts are those of the states. */
    private static String refused(String list, Map<String, Long> counts) {
        String states =
                Stream.of("refused", "quarantined").filter(counts::containsKey).collect(Collectors.joining(","));
        return states.isEmpty() ? null : list + "?state=" + states;
    }

    private static boolean differs(Map<String, Long> counts) {
        for (Drift drift : Drift.values()) {
            if (counts.containsKey(drift.word())) {
                return true;
            }
        }
        return false;
    }
}
