package io.marketsync.shop;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;

/** The adapters of this process, by marketplace. */
public final class WarehouseLists {

    private final Map<String, Warehouses> byMarketplace;

    public WarehouseLists(Collection<? extends Warehouses> lists) {
        this.byMarketplace =
                lists.stream().collect(Collectors.toUnmodifiableMap(Warehouses::marketplace, Function.identity()));
    }

    Warehouses of(String marketplace) {
        Warehouses list = byMarketplace.get(marketplace);
        if (list == null) {
            throw new JobFailure(Reason.BUG, "This version has no adapter for the marketplace " + marketplace + ".");
        }
        return list;
    }
}
