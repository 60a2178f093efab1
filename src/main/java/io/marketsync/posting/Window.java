package io.marketsync.posting;

import java.time.Instant;

/** Both ends included. */
public record Window(Instant from, Instant to) {}
