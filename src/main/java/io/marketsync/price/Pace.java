package io.marketsync.price;

import java.time.Duration;

/** At most so many times within any period of this length. */
public record Pace(int times, Duration within) {}
