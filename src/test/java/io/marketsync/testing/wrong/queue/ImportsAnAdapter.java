package io.marketsync.testing.wrong.queue;

import io.marketsync.testing.wrong.marketplace.KnowsJobRunr;

public final class ImportsAnAdapter {

    public Object adapter() {
        return new KnowsJobRunr();
    }
}
