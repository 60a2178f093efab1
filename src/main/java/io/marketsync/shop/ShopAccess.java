package io.marketsync.shop;

import java.util.UUID;

import io.marketsync.job.JobTarget;

/**
 * What an adapter needs to call a marketplace for a shop.
 *
 * @param keyVersion counts the keys the seller has entered: a late refusal of an old key must not blame a new one
 */
public record ShopAccess(
        UUID sellerId, UUID shopId, String marketplace, String clientId, Secret apiKey, int keyVersion) {

    /** For jobs of the same shop. */
    public JobTarget target() {
        return new JobTarget(sellerId, shopId, marketplace);
    }
}
