package io.marketsync.shop;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.JobContext;

/**
 * An attempt's way to the key of its shop. When the marketplace refuses it, the failure says which key that was, and the runner
 * parks the job with the others of the shop.
 */
public final class ShopKeys {

    /** What is done with an open key. */
    @FunctionalInterface
    public interface Use<T> {

        T with(ShopAccess shop) throws InterruptedException;
    }

    private final ShopStore shops;
    private final KeyOpener opener;

    public ShopKeys(ShopStore shops, KeyOpener opener) {
        this.shops = shops;
        this.opener = opener;
    }

    public <T> T use(JobContext job, Use<T> use) throws InterruptedException {
        ShopAccess shop = job.unfenced(handle -> shops.access(handle, opener, job.sellerId(), job.shopId()))
                .orElseThrow(() -> new JobFailure(Reason.REJECTED, "The shop no longer exists."));
        try {
            return use.with(shop);
        } catch (JobFailure failure) {
            throw failure.reason() == Reason.AUTH
                    ? JobFailure.keyRefused(shop.keyVersion(), failure.getMessage())
                    : failure;
        }
    }
}
