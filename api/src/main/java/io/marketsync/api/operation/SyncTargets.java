package io.marketsync.api.operation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jdbi.v3.core.Handle;

import io.marketsync.api.PublicId;
import io.marketsync.api.problem.FieldError;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.queue.NewBatch;

/**
 * The shops of a batch of syncs.
 *
 * @param able at least one
 * @param leftOut because they need a new key
 */
record SyncTargets(List<SyncTarget> able, List<UUID> leftOut) {

    /** Of more unknown shops the first are named. */
    private static final int MOST_ERRORS = 100;

    private static final SyncTargetStore STORE = new SyncTargetStore();

    /**
     * Inside a transaction of the seller.
     *
     * @param shops as the request has them; null means all there are
     */
    static SyncTargets of(Handle handle, UUID seller, List<String> shops) {
        List<SyncTarget> known = shops == null ? all(handle, seller) : named(handle, seller, shops);
        List<SyncTarget> able =
                known.stream().filter(shop -> !shop.needsNewKey()).toList();
        List<UUID> leftOut = known.stream()
                .filter(SyncTarget::needsNewKey)
                .map(SyncTarget::shop)
                .toList();
        if (able.isEmpty()) {
            throw ProblemException.of(ProblemCode.NO_SHOP_TO_SYNC, leftOut.size());
        }
        return new SyncTargets(able, leftOut);
    }

    private static List<SyncTarget> all(Handle handle, UUID seller) {
        List<SyncTarget> all = STORE.all(handle, seller, NewBatch.MOST_JOBS + 1);
        if (all.size() > NewBatch.MOST_JOBS) {
            throw ProblemException.of(ProblemCode.BATCH_TOO_LARGE, NewBatch.MOST_JOBS);
        }
        return all;
    }

    private static List<SyncTarget> named(Handle handle, UUID seller, List<String> shops) {
        Map<Integer, UUID> byIndex = new LinkedHashMap<>();
        for (int i = 0; i < shops.size(); i++) {
            byIndex.put(i, PublicId.SHOP.parse(shops.get(i)).orElse(null));
        }
        Set<UUID> asked = byIndex.values().stream().filter(shop -> shop != null).collect(Collectors.toSet());
        List<SyncTarget> known = STORE.named(handle, seller, asked);
        Set<UUID> own = known.stream().map(SyncTarget::shop).collect(Collectors.toSet());
        refuseUnknown(byIndex.entrySet().stream()
                .filter(shop -> shop.getValue() == null || !own.contains(shop.getValue()))
                .map(Map.Entry::getKey)
                .toList());
        return known;
    }

    /** Another seller's shop is as unknown as none. */
    private static void refuseUnknown(List<Integer> indexes) {
        if (!indexes.isEmpty()) {
            ProblemException refused = ProblemException.of(ProblemCode.VALIDATION_FAILED);
            indexes.stream()
                    .limit(MOST_ERRORS)
                    .forEach(index -> refused.error(FieldError.of("#/shops/" + index, "UNKNOWN_SHOP", Map.of())));
            throw refused;
        }
    }
}
