package io.marketsync.api.shop;

import java.util.Set;

/** The marketplaces that shops can be on. */
public final class Marketplaces {

    /** Alternatives, as the patterns of requests want them. */
    public static final String ALTERNATIVES = "ozon";

    public static final Set<String> NAMES = Set.of(ALTERNATIVES.split("\\|"));

    private Marketplaces() {}
}
