package io.marketsync.stock;

import java.util.Locale;

/** Why a marketplace does not have what it is to have. The words are a database format. */
public enum Drift {
    /** It will be told, or orders that are not read yet may explain it. */
    IN_FLIGHT,
    /** It was refused, or the guard stops the push. */
    HELD_BACK,
    /** It sells something that nobody told us the stock of. */
    UNKNOWN_OFFER,
    /** It does not list what we told it. */
    UNLISTED,
    /** Neither we nor orders made it so. */
    CHANGED_OUTSIDE;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
