package io.marketsync.testing.wrong.queue;

import io.marketsync.testing.wrong.marketplace.ozon.Ozon;

public final class AsksOzon {

    public boolean isOzon(Object marketplace) {
        return marketplace instanceof Ozon;
    }
}
