package io.marketsync.offer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How {@code catalog.sync} reads a shop. */
@ConfigMapping(prefix = "marketsync.catalogue")
public interface CatalogueConfig {

    /**
     * Pages in one attempt; more is a failure, because a catalogue that never ends must not look like success. A page has up to 1,000
     * offers, whose ids are kept in memory: 8 kB a page.
     */
    @WithDefault("1000")
    int pageCap();

    /**
     * A reading after which more than this part of a shop's offers would have vanished decides nothing: so looks a marketplace that
     * lost its data for an hour. Too small stops sellers who clear out, too large stops nobody.
     */
    @WithDefault("0.3")
    double vanishShare();

    /** So few may always vanish: a part of a small shop says nothing. */
    @WithDefault("20")
    int vanishLeast();
}
