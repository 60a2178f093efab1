package io.marketsync.shop;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a marketplace says about a key.
 *
 * @param endsAt when it stops working; null when the marketplace does not say
 * @param roles what it may do, in the marketplace's words; null when the marketplace does not say
 * @param missing roles that our kinds need and the key lacks
 */
public record KeyFacts(Instant endsAt, List<String> roles, List<String> missing) {

    /** A seller is told so long before the end: time for a holiday and for whoever may make keys. V13 counts by it, too. */
    public static final Duration WARNED_BEFORE = Duration.ofDays(14);
}
