package io.marketsync.testing.wrong.marketplace;

import io.marketsync.testing.wrong.marketplace.ozon.Ozon;

public final class KnowsOzon {

    public Ozon known;
}
