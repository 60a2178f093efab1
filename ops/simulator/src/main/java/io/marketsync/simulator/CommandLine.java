package io.marketsync.simulator;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Turns {@code --option value} pairs into a configuration. */
final class CommandLine {

    static final String USAGE = """
            A faithful Ozon Seller API on the loopback interface, with a settable clock, faults and ground truth.

              --port N              0 takes a free one (default)
              --seed N              the same seed gives the same world (42)
              --epoch INSTANT       begin of the 30 days of history (30 days before today, UTC)
              --sellers N           (3)
              --shops-per-seller N  0 gives two or three in turn (0)
              --products N          per shop (2000)
              --postings N          per shop in the history (5000)
              --arrival-seconds N   one new posting per shop in this time, 0 for none (20)
              --arrival-millis N    the same, for less than a second
              --pace N              postings after the history live so many times faster (1)
              --looking-buyers B    true: they order only what the marketplace shows to be free (false)
              --limit-divisor N     divides every rate limit (1)
              --help
            """;

    private CommandLine() {}

    /** Throws {@link IllegalArgumentException} with a message for the person who typed it. */
    static SimulatorConfig parse(String... arguments) {
        SimulatorConfig config = SimulatorConfig.demo();
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " is unknown or needs a value");
            }
            config = apply(config, arguments[i], arguments[i + 1]);
        }
        return config;
    }

    private static SimulatorConfig apply(SimulatorConfig config, String option, String value) {
        try {
            return switch (option) {
                case "--port" -> config.withPort(Integer.parseInt(value));
                case "--seed" -> config.withSeed(Long.parseLong(value));
                case "--epoch" -> config.withEpoch(Instant.parse(value));
                case "--sellers" -> config.withSellers(Integer.parseInt(value), config.shopsPerSeller());
                case "--shops-per-seller" -> config.withSellers(config.sellers(), Integer.parseInt(value));
                case "--products" -> config.withProducts(Integer.parseInt(value));
                case "--postings" -> config.withPostings(Integer.parseInt(value));
                case "--arrival-seconds" -> config.withArrival(Duration.ofSeconds(Integer.parseInt(value)));
                case "--arrival-millis" -> config.withArrival(Duration.ofMillis(Integer.parseInt(value)));
                case "--pace" -> config.withPace(Integer.parseInt(value));
                case "--looking-buyers" -> config.withLookingBuyers(yes(option, value));
                case "--limit-divisor" -> config.withLimitDivisor(Integer.parseInt(value));
                default -> throw new IllegalArgumentException("unknown option " + option);
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " needs a whole number, not \"" + value + "\"", e);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    option + " needs an instant such as 2026-11-01T00:00:00Z, not \"" + value + "\"", e);
        }
    }

    private static boolean yes(String option, String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(option + " needs true or false, not \"" + value + "\"");
        };
    }
}
