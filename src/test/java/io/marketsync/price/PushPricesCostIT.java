package io.marketsync.price;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.marketsync.db.StatementCount;
import io.marketsync.job.Attempt;
import io.marketsync.testing.Printed;

import static org.assertj.core.api.Assertions.assertThat;

/** What it costs to push many prices. */
class PushPricesCostIT extends PricingShop {

    /** Reading the shop's key and its currency, looking for what is due, taking the first batch, and looking whether more will be due. */
    private static final int FRAME = 12;

    /** After as many as one look finds. */
    private static final int ANOTHER_LOOK = 3;

    /** Once an hour it is asked for, by a call, and kept. */
    private static final int CURRENCY = 3;

    @Tag(Printed.COSTS)
    @ParameterizedTest
    @CsvSource({"1, true", "100, false", "10000, false"})
    void aThousandPricesAreACallAndThreeStatements(int offers, boolean currencyIsKnown) throws Exception {
        List<SaidPrice> said = IntStream.range(0, offers)
                .mapToObj(i -> new SaidPrice("o" + i, roubles(i + 1 + ".50"), null))
                .toList();
        if (currencyIsKnown) {
            database.workers().forSeller(seller, handle -> {
                settings.keepCurrency(handle, seller, shop, "RUB");
                return null;
            });
        }
        database.api().forSeller(seller, handle -> prices.put(handle, seller, shop, said, null));
        Attempt attempt = attempt();
        long before = StatementCount.soFar();

        push(attempt);

        long calls = Math.ceilDiv(offers, 1000);
        assertThat(marketplace.calls).hasSize((int) calls);
        assertThat(marketplace.currencyCalls).isEqualTo(currencyIsKnown ? 0 : 1);
        int looks = (offers < 10_000 ? 0 : ANOTHER_LOOK) + (currencyIsKnown ? 0 : CURRENCY);
        long statements = StatementCount.soFar() - before;
        assertThat(statements).isEqualTo(FRAME + 3 * calls + looks);
        Printed.cost(PushPrices.KIND, offers, "offers", calls + marketplace.currencyCalls, statements);
        assertThat(attempt.counts().of("sent")).isEqualTo(offers);
    }
}
