package io.marketsync.push;

import java.util.List;

/**
 * How a push speaks of itself to the seller.
 *
 * @param phase and {@code unit} of its progress
 * @param taken the words under which it counts what was taken
 * @param pacing why its job waits for items that the marketplace does not take yet
 */
public record Wording(String phase, String unit, List<String> taken, String pacing) {}
