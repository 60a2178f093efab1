package io.marketsync.simulator;

import java.time.Duration;
import java.time.Instant;

import io.marketsync.simulator.world.Buyers;
import io.marketsync.simulator.world.Demand;

/**
 * What the simulated marketplace looks like. The same values always give the same shops, products, postings and keys; when buyers
 * look, the stock decides which of the postings after the history are placed.
 *
 * @param port 0 takes a free one
 * @param epoch where the history begins: {@code postings} are placed in the 30 days after it; null means 30 days before today
 *     (UTC), so that the history ends today and new postings arrive now
 * @param sellers at most 99
 * @param shopsPerSeller 0 gives two or three in turn
 * @param products per shop, at most 45000
 * @param postings per shop in the history; children of splits come on top
 * @param buyers how the buyers of every shop behave after the history
 * @param limitDivisor every rate limit is divided by it
 */
public record SimulatorConfig(
        int port,
        long seed,
        Instant epoch,
        int sellers,
        int shopsPerSeller,
        int products,
        int postings,
        Buyers buyers,
        int limitDivisor) {

    private static final int MOST_PRODUCTS = 45_000;
    private static final int MOST_SHOPS = 99;

    public SimulatorConfig {
        check(port >= 0 && port <= 65_535, "port", "0 to 65535");
        check(sellers >= 1 && sellers <= MOST_SHOPS, "sellers", "1 to " + MOST_SHOPS);
        check(shopsPerSeller >= 0 && shopsPerSeller <= MOST_SHOPS, "shops-per-seller", "0 to " + MOST_SHOPS);
        check(products >= 0 && products <= MOST_PRODUCTS, "products", "0 to " + MOST_PRODUCTS);
        check(postings >= 0 && postings <= Demand.MOST_INITIAL, "postings", "0 to " + Demand.MOST_INITIAL);
        check(limitDivisor >= 1, "limit-divisor", "1 or more");
    }

    /** The demo: 3 sellers, 7 shops, 2,000 products and 5,000 postings each, one new posting per shop and 20 seconds. */
    public static SimulatorConfig demo() {
        return new SimulatorConfig(0, 42, null, 3, 0, 2_000, 5_000, Buyers.every(Duration.ofSeconds(20)), 1);
    }

    public SimulatorConfig withPort(int value) {
        return new SimulatorConfig(
                value, seed, epoch, sellers, shopsPerSeller, products, postings, buyers, limitDivisor);
    }

    public SimulatorConfig withSeed(long value) {
        return new SimulatorConfig(
                port, value, epoch, sellers, shopsPerSeller, products, postings, buyers, limitDivisor);
    }

    public SimulatorConfig withEpoch(Instant value) {
        return new SimulatorConfig(
                port, seed, value, sellers, shopsPerSeller, products, postings, buyers, limitDivisor);
    }

    public SimulatorConfig withSellers(int value, int shopsEach) {
        return new SimulatorConfig(port, seed, epoch, value, shopsEach, products, postings, buyers, limitDivisor);
    }

    public SimulatorConfig withProducts(int value) {
        return new SimulatorConfig(port, seed, epoch, sellers, shopsPerSeller, value, postings, buyers, limitDivisor);
    }

    public SimulatorConfig withPostings(int value) {
        return new SimulatorConfig(port, seed, epoch, sellers, shopsPerSeller, products, value, buyers, limitDivisor);
    }

    /** One new posting per shop in this time after the history, whole milliseconds; zero for none. */
    public SimulatorConfig withArrival(Duration value) {
        return withBuyers(buyers.withArrival(value));
    }

    /** What becomes of postings placed after the history happens so many times faster, 1 to 1000. */
    public SimulatorConfig withPace(int value) {
        return withBuyers(buyers.withPace(value));
    }

    /** Whether buyers after the history order only what the marketplace shows to be free. */
    public SimulatorConfig withLookingBuyers(boolean value) {
        return withBuyers(buyers.withLooking(value));
    }

    public SimulatorConfig withLimitDivisor(int value) {
        return new SimulatorConfig(port, seed, epoch, sellers, shopsPerSeller, products, postings, buyers, value);
    }

    private SimulatorConfig withBuyers(Buyers value) {
        return new SimulatorConfig(port, seed, epoch, sellers, shopsPerSeller, products, postings, value, limitDivisor);
    }

    private static void check(boolean good, String option, String allowed) {
        if (!good) {
            throw new IllegalArgumentException(option + " must be " + allowed);
        }
    }
}
