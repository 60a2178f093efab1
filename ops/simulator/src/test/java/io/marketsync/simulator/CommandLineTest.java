package io.marketsync.simulator;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.marketsync.simulator.world.Buyers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CommandLineTest {

    @Test
    void withoutOptionsItIsTheDemo() {
        assertThat(CommandLine.parse()).isEqualTo(SimulatorConfig.demo());
    }

    @Test
    void everyOptionIsUnderstood() {
        SimulatorConfig config = CommandLine.parse(
                "--port", "8123",
                "--seed", "7",
                "--epoch", "2026-10-01T00:00:00Z",
                "--sellers", "4",
                "--shops-per-seller", "5",
                "--products", "10",
                "--postings", "20",
                "--arrival-seconds", "0",
                "--limit-divisor", "3",
                "--pace", "96",
                "--looking-buyers", "true");

        assertThat(config)
                .isEqualTo(new SimulatorConfig(
                        8123,
                        7,
                        Instant.parse("2026-10-01T00:00:00Z"),
                        4,
                        5,
                        10,
                        20,
                        new Buyers(Duration.ZERO, 96, true),
                        3));
    }

    @Test
    void ordersMayComeFasterThanOneInASecond() {
        assertThat(CommandLine.parse("--arrival-millis", "450"))
                .isEqualTo(SimulatorConfig.demo().withArrival(Duration.ofMillis(450)));
        assertThat(CommandLine.parse("--arrival-seconds", "7"))
                .isEqualTo(SimulatorConfig.demo().withArrival(Duration.ofSeconds(7)));
    }

    @Test
    void badOptionsAreNamed() {
        assertThatThrownBy(() -> CommandLine.parse("--colour", "red")).hasMessage("unknown option --colour");
        assertThatThrownBy(() -> CommandLine.parse("--port")).hasMessageContaining("--port");
        assertThatThrownBy(() -> CommandLine.parse("--port", "x")).hasMessage("--port needs a whole number, not \"x\"");
        assertThatThrownBy(() -> CommandLine.parse("--epoch", "now")).hasMessageContaining("--epoch needs an instant");
        assertThatThrownBy(() -> CommandLine.parse("--sellers", "0")).hasMessage("sellers must be 1 to 99");
        assertThatThrownBy(() -> CommandLine.parse("--limit-divisor", "0")).hasMessageContaining("limit-divisor");
        assertThatThrownBy(() -> CommandLine.parse("--pace", "0")).hasMessage("pace must be 1 to 1000");
        assertThatThrownBy(() -> CommandLine.parse("--pace", "1001")).hasMessage("pace must be 1 to 1000");
        assertThatThrownBy(() -> CommandLine.parse("--arrival-millis", "-1")).hasMessageContaining("arrival must be 0");
        assertThatThrownBy(() -> SimulatorConfig.demo().withArrival(Duration.ofNanos(1_500_000)))
                .hasMessage("arrival must be 0 or more, in whole milliseconds");
        assertThatThrownBy(() -> CommandLine.parse("--looking-buyers", "yes"))
                .hasMessage("--looking-buyers needs true or false, not \"yes\"");
    }
}
