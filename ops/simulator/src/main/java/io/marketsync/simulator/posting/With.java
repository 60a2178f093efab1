package io.marketsync.simulator.posting;

import io.marketsync.simulator.call.Body;

/** The extra blocks that a request asked for; a block that was not asked for is null. */
record With(boolean analytics, boolean barcodes, boolean financial, boolean legal, boolean related) {

    static With of(Body body) {
        Body with = body.object("with");
        return new With(
                with.flag("analytics_data"),
                with.flag("barcodes"),
                with.flag("financial_data"),
                with.flag("legal_info"),
                with.flag("related_postings"));
    }
}
