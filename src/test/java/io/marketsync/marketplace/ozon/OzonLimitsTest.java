package io.marketsync.marketplace.ozon;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

import io.marketsync.permit.Budget;
import io.marketsync.permit.BudgetsContract;
import io.marketsync.permit.Level;

import static org.assertj.core.api.Assertions.assertThat;

/** The limits that Ozon documents, as the product is configured without a word from an operator. */
class OzonLimitsTest extends BudgetsContract {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final OzonLimits shipped = limits();

    private static OzonLimits limits(String... settings) {
        SmallRyeConfigBuilder config = new SmallRyeConfigBuilder()
                .withMapping(OzonConfig.class)
                .withDefaultValue(
                        "marketsync.ozon.base-url",
                        URI.create("http://127.0.0.1:1").toString());
        for (int i = 0; i < settings.length; i += 2) {
            config.withDefaultValue(settings[i], settings[i + 1]);
        }
        return new OzonLimits(config.build().getConfigMapping(OzonConfig.class));
    }

    @Override
    protected String marketplace() {
        return OzonClient.MARKETPLACE;
    }

    @Override
    protected Level everyone() {
        return shipped.everyone();
    }

    @Override
    protected List<Level> levels(String credential, String method) {
        return shipped.levels(credential, method);
    }

    @Override
    protected List<String> methods() {
        return List.of(OzonStocks.STOCKS, OzonOrders.FBS_LIST);
    }

    @Test
    void fiftyCallsASecondOfACredentialAndEightyOfStocksAMinute() {
        List<Level> stocks = levels("4711", OzonStocks.STOCKS);
        assertThat(stocks)
                .containsExactly(
                        Level.of("ozon"),
                        Level.of("ozon:4711", new Budget(50, SECOND)),
                        Level.of("ozon:4711:" + OzonStocks.STOCKS, new Budget(80, Duration.ofMinutes(1))));
    }

    @Test
    void allCredentialsTogetherHaveABudgetWhenAnOperatorSaysSo() {
        assertThat(limits("marketsync.ozon.limits.all-per-second", "200").everyone())
                .isEqualTo(Level.of("ozon", new Budget(200, SECOND)));
    }
}
