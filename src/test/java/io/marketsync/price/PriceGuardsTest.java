package io.marketsync.price;

import java.math.BigDecimal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.marketsync.price.PricingShop.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PriceGuardsTest {

    @ParameterizedTest
    @CsvSource({
        "0,     ,   RUB, RUB, POSITIVE",
        "-1,    ,   RUB, RUB, POSITIVE",
        "0.01,  ,   RUB, RUB,",
        "10, 10.01, RUB, RUB, BELOW_MINIMUM",
        "10,   10,  RUB, RUB,",
        "10,    0,  RUB, RUB,",
        "10,    ,   CNY, RUB, OTHER_CURRENCY",
        "10,    ,   CNY, ,"
    })
    void whatSpeaksAgainstAPrice(String price, String minimum, String currency, String shops, String code) {
        assertThat(PriceGuards.objection(price(price, "0", minimum, currency), shops)
                        .map(Objection::code)
                        .orElse(null))
                .isEqualTo(code);
    }

    @Test
    void anAmountWithMoreThanTwoDecimalsIsNone() {
        assertThatThrownBy(() -> price("1.005", "0", null, "RUB")).isInstanceOf(ArithmeticException.class);
        assertThat(price("1.500", "0", null, "RUB").price()).isEqualTo(new BigDecimal("1.50"));
    }
}
