package io.marketsync.marketplace.ozon;

import java.io.IOException;
import java.io.UncheckedIOException;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.shop.ShopAccess;

/** Single calls, for tests of what lies between the adapter and the marketplace. */
public final class OzonCalls {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final OzonClient client;

    public OzonCalls(OzonClient client) {
        this.client = client;
    }

    /** A call that Ozon refuses for what it asks has been made all the same. */
    public void call(ShopAccess shop, String path, String body) throws InterruptedException {
        try {
            client.call(shop, path, "orders", JSON.readTree(body));
        } catch (JobFailure failure) {
            if (failure.reason() != Reason.REJECTED) {
                throw failure;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
