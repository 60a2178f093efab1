package io.marketsync.posting;

import java.util.Locale;

/** Who ships. */
public enum Scheme {
    /** The seller, from an own warehouse. */
    FBS,
    /** The marketplace, from its warehouse. */
    FBO;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Scheme of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
