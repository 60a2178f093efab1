package io.marketsync.marketplace.ozon;

import java.math.BigDecimal;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.marketsync.price.Objection;
import io.marketsync.price.Price;

import static org.assertj.core.api.Assertions.assertThat;

/** Ozon's rules as {@code ozon.md} 1.7 has them; that the marketplace agrees shows {@link OzonPricesIT}. */
class OzonPriceRulesTest {

    private final OzonPriceRules rules = new OzonPriceRules();

    @ParameterizedTest
    @CsvSource({
        "100,   0,        RUB,",
        "399.99, 419.98,  RUB, OLD_PRICE_TOO_LOW 419.99",
        "399.99, 419.99,  RUB,",
        "400,   419.99,   RUB, OLD_PRICE_TOO_LOW 420.00",
        "400,   420,      RUB,",
        "400.10, 420.10,  RUB, OLD_PRICE_TOO_LOW 420.11",
        "10000, 10499.99, RUB, OLD_PRICE_TOO_LOW 10500.00",
        "10000, 10500,    RUB,",
        "30000, 30499.99, RUB, OLD_PRICE_TOO_LOW 30500.00",
        "30000, 30500,    RUB,",
        "500,   400,      RUB, OLD_PRICE_TOO_LOW 525.00",
        "100,   999.99,   RUB,",
        "100,   1000,     RUB, OLD_PRICE_TOO_HIGH 999.99",
        "100,   100.01,   CNY,",
        "100,   100,      CNY, OLD_PRICE_TOO_LOW 100.01",
        "100,   1000,     CNY, OLD_PRICE_TOO_HIGH 999.99"
    })
    void theOldPriceIsHigherByAGapAndNotByTooMuch(String price, String old, String currency, String objection) {
        assertThat(rules.objection(new Price(new BigDecimal(price), new BigDecimal(old), null, currency))
                        .map(OzonPriceRulesTest::said)
                        .orElse(null))
                .isEqualTo(objection);
    }

    private static String said(Objection objection) {
        assertThat(objection.member()).isEqualTo("oldPrice");
        assertThat(objection.advice()).contains(objection.bound()).endsWith(".");
        return objection.code() + " " + objection.bound();
    }
}
