package io.marketsync.push;

import java.util.List;
import java.util.Optional;

/**
 * What a shop's marketplace is to be told now.
 *
 * @param keys the most urgent first
 * @param stopped why nothing of it is sent until the seller says something else; empty when nothing speaks against it
 */
public record Due<K>(List<K> keys, Optional<String> stopped) {}
