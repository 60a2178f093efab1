package io.marketsync.simulator.limit;

import java.util.Map;

/**
 * The budgets in force.
 *
 * @param divisor every budget is divided by it, so that a small load can reach a limit; at least 1
 * @param perSecond calls per second and Client-Id over all methods; Ozon: 50
 * @param perMinute calls per minute and Client-Id of single methods; Ozon: 80 for the stock push
 * @param circleAfter so many refusals in a row open the circle; 0 never opens it
 * @param circleSeconds how long an open circle refuses everything; Ozon says "several minutes"
 */
public record LimitSettings(
        int divisor, int perSecond, Map<String, Integer> perMinute, int circleAfter, int circleSeconds) {

    public static LimitSettings ozon(int divisor) {
        return new LimitSettings(divisor, 50, Map.of("/v2/products/stocks", 80), 0, 120);
    }

    public LimitSettings {
        if (divisor < 1 || perSecond < 1 || circleAfter < 0 || circleSeconds < 1) {
            throw new IllegalArgumentException(
                    "divisor, perSecond and circleSeconds must be at least 1, circleAfter 0");
        }
        perMinute = perMinute == null ? Map.of() : Map.copyOf(perMinute);
    }
}
