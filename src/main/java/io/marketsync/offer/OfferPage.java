package io.marketsync.offer;

import java.util.List;
import java.util.Optional;

/** @param next cursor of the page that follows, empty on the last one */
public record OfferPage(List<Offer> offers, Optional<String> next) {}
