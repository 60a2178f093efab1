package io.marketsync.simulator.world;

/** A product and how many of it. */
public record Line(Product product, int quantity) {}
