package io.marketsync.marketplace.ozon;

import java.net.URI;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How to reach the Ozon Seller API. */
@ConfigMapping(prefix = "marketsync.ozon")
public interface OzonConfig {

    /**
     * {@code https://api-seller.ozon.ru} in production; the simulator in dev and tests. There is no default, so that nothing but
     * an operator's decision ever reaches a real marketplace. Plain http is accepted for loopback only.
     */
    URI baseUrl();

    /** Too small fails on a slow network, too large holds a slot on a dead one. */
    @WithDefault("PT3S")
    Duration connectTimeout();

    /** For the whole answer. Ozon's slow pages take seconds. */
    @WithDefault("PT20S")
    Duration answerTimeout();

    /** Bytes of one answer; a larger one is refused. A page of 100 postings has about 500 kB. */
    @WithDefault("10485760")
    int largestAnswer();

    /**
     * Hosts that files of labels are fetched from, with all below them. Ozon does not say where it keeps them: these are what its examples
     * show. One too few leaves labels where they are, one too many lets whoever can change an answer of Ozon make us call it.
     */
    @WithDefault("ozone.ru,ozon.ru")
    Set<String> fileHosts();

    Limits limits();

    /** As Ozon's section on limits says (September 2026). Higher than Ozon's own they earn refusals, and at worst a revoked key. */
    interface Limits {

        /** Calls per second and Client-Id, of all methods together. */
        @WithDefault("50")
        int perSecond();

        /** Calls of {@code /v2/products/stocks} per minute and Client-Id. */
        @WithDefault("80")
        int stocksPerMinute();

        /** Calls per second of all Client-Ids together; unlimited when not set. For a network address that Ozon watches. */
        OptionalInt allPerSecond();
    }
}
