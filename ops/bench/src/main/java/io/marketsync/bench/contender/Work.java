package io.marketsync.bench.contender;

/**
 * What a job of a measurement carries.
 *
 * @param seller number of one of the {@link Contender#SELLERS}
 * @param millis how long it runs
 * @param asked {@link System#nanoTime} before its enqueueing began; 0 when nobody wants to know how long it waited
 */
public record Work(int seller, int millis, long asked) {

    public static Work nothing(int number) {
        return new Work(number % Contender.SELLERS, 0, 0);
    }
}
