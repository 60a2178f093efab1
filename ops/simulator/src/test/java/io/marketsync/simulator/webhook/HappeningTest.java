package io.marketsync.simulator.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.marketsync.simulator.Seeds;
import io.marketsync.simulator.SimulatorConfig;
import io.marketsync.simulator.TestMarket;
import io.marketsync.simulator.market.Shop;
import io.marketsync.simulator.world.Posting;

import static org.assertj.core.api.Assertions.assertThat;

class HappeningTest {

    private static final SimulatorConfig CONFIG =
            TestMarket.config(Seeds.next(HappeningTest.class)).withArrival(Duration.ofMillis(450));
    private static final Instant LATER = TestMarket.NOW.plus(Duration.ofMinutes(5));

    @Test
    void nothingHappensToOrdersThatWereTurnedAway() {
        try (TestMarket looking = new TestMarket(CONFIG.withLookingBuyers(true));
                TestMarket blind = new TestMarket(CONFIG)) {
            Set<Posting> there = shop(looking).postings().visibleAt(LATER).collect(Collectors.toSet());

            assertThat(happenedTo(looking)).isNotEmpty().isSubsetOf(there);
            assertThat(happenedTo(blind)).hasSizeGreaterThan(happenedTo(looking).size());
        }
    }

    private static Set<Posting> happenedTo(TestMarket market) {
        return Happening.between(shop(market), TestMarket.NOW, LATER).stream()
                .map(Happening::posting)
                .collect(Collectors.toSet());
    }

    private static Shop shop(TestMarket market) {
        return market.simulator.market().shop(TestMarket.SHOP);
    }
}
