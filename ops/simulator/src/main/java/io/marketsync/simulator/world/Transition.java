package io.marketsync.simulator.world;

/** A change of phase, {@code after} whole seconds from the posting's creation. */
public record Transition(int after, Phase phase) {}
