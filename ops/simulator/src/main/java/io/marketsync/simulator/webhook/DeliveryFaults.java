package io.marketsync.simulator.webhook;

/**
 * How badly calls to a webhook arrive, each decided by seeded dice for each event.
 *
 * @param duplicate probability of a second call, after the others of its moment
 * @param reorder probability of changing places with the event behind it
 * @param loss probability of no call at all
 * @param delayMs the longest time a call is late, on the clock that rate limits follow
 */
public record DeliveryFaults(double duplicate, double reorder, double loss, int delayMs) {

    public static final DeliveryFaults NONE = new DeliveryFaults(0, 0, 0, 0);

    private static final int LONGEST_DELAY_MS = 600_000;

    public DeliveryFaults {
        check(duplicate, "duplicate");
        check(reorder, "reorder");
        check(loss, "loss");
        if (delayMs < 0 || delayMs > LONGEST_DELAY_MS) {
            throw new IllegalArgumentException("delayMs must be 0 to " + LONGEST_DELAY_MS);
        }
    }

    private static void check(double probability, String name) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(name + " must be 0 to 1");
        }
    }
}
