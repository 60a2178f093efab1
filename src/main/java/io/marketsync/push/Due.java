package io.marketsync.push;

import java.util.List;
import java.util.Optional;

import io.marketsync.job.Ending.Snoozed;

/**
 * What a shop's marketplace is to be told now.
 *
 * @param keys the most urgent first
 * @param stopped why nothing of it is sent until the seller says something else; empty when nothing speaks against it
 * @param rest what the job waits for when these have left, because more is due but cannot leave yet; empty when these are all
 */
public record Due<K>(List<K> keys, Optional<String> stopped, Optional<Snoozed> rest) {}
