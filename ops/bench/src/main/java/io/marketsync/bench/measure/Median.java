package io.marketsync.bench.measure;

import java.util.stream.DoubleStream;

final class Median {

    private Median() {}

    static double of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
