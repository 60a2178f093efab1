package io.marketsync.job;

import java.util.UUID;

/** What a job works on: a shop, a seller as a whole (no shop), or the system (no seller). */
public record JobTarget(UUID sellerId, UUID shopId, String marketplace) {

    public static final JobTarget SYSTEM = new JobTarget(null, null, null);

    public JobTarget {
        if (shopId != null && (sellerId == null || marketplace == null)) {
            throw new IllegalArgumentException("a shop has a seller and a marketplace");
        }
    }

    public static JobTarget ofSeller(UUID seller) {
        return new JobTarget(seller, null, null);
    }
}
