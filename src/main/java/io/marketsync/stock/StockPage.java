package io.marketsync.stock;

import java.util.List;
import java.util.Optional;

/** @param next cursor of the page that follows, empty on the last one */
public record StockPage(List<StockReading> readings, Optional<String> next) {}
