package io.marketsync.testing;

import java.net.URI;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;

import io.marketsync.marketplace.ozon.OzonConfig;

/** Ozon at an address of a test, with limits that are nobody's concern there. Its members are what the product reads from its configuration. */
public record TestOzon(URI baseUrl, Duration connectTimeout, Duration answerTimeout, int largestAnswer)
        implements OzonConfig {

    private record Generous(int perSecond, int stocksPerMinute, OptionalInt allPerSecond) implements Limits {}

    public static TestOzon at(URI baseUrl) {
        return new TestOzon(baseUrl, Duration.ofSeconds(3), Duration.ofSeconds(20), 10 << 20);
    }

    @Override
    public Set<String> fileHosts() {
        return Set.of("ozone.ru");
    }

    @Override
    public Limits limits() {
        return new Generous(1000, 1000, OptionalInt.empty());
    }
}
