package io.marketsync.shop;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;

/** The adapters of this process, by marketplace. */
public final class KeyChecks {

    private final Map<String, KeyCheck> byMarketplace;

    public KeyChecks(Collection<? extends KeyCheck> checks) {
        this.byMarketplace =
                checks.stream().collect(Collectors.toUnmodifiableMap(KeyCheck::marketplace, Function.identity()));
    }

    KeyCheck of(String marketplace) {
        KeyCheck check = byMarketplace.get(marketplace);
        if (check == null) {
            throw new JobFailure(Reason.BUG, "This version has no adapter for the marketplace " + marketplace + ".");
        }
        return check;
    }
}
