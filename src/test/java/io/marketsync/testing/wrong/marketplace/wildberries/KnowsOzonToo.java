package io.marketsync.testing.wrong.marketplace.wildberries;

import io.marketsync.testing.wrong.marketplace.ozon.Ozon;

public final class KnowsOzonToo {

    public Ozon known;
}
