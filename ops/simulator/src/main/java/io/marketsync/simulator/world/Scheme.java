package io.marketsync.simulator.world;

import java.util.Locale;

/** Who keeps and ships the goods: the seller (FBS) or the marketplace (FBO). */
public enum Scheme {
    FBS,
    FBO;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
