package io.marketsync.failure;

import java.util.Locale;

/** Why an attempt failed. The words are a database format, a metric label and part of the API. */
public enum Reason {
    /** It may work next time: network, 5xx, a garbled answer. */
    TRANSIENT,
    /** The marketplace asked us to wait. */
    RATE_LIMITED,
    /** The marketplace refuses the shop's key; a retry changes nothing before the seller acts. */
    AUTH,
    /** The marketplace understood the request and refuses it. */
    REJECTED,
    /** Our own fault. */
    BUG,
    SOFT_LIMIT,
    HARD_LIMIT,
    /** Its process died while it ran, several times. */
    CRASH;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
