package io.marketsync.posting;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the lines of a posting come to. */
class PostingTest {

    @Test
    void theTotalIsThatOfThePricedLinesInTheirCurrency() {
        Posting posting = of(line(2, "10.50", "RUB"), line(1, "0.01", "RUB"), line(7, null, null), line(1, "1", null));
        assertThat(posting.total()).isEqualByComparingTo("22.01");
        assertThat(posting.currency()).isEqualTo("RUB");
    }

    @Test
    void moneyOfSeveralCurrenciesIsNotAddedUp() {
        Posting posting = of(line(2, "10.50", "RUB"), line(1, "3", "CNY"));
        assertThat(posting.total()).isNull();
        assertThat(posting.currency()).isNull();
    }

    @Test
    void withoutAPriceThereIsNoTotal() {
        assertThat(of(line(1, null, "RUB")).total()).isNull();
        assertThat(of().total()).isNull();
        assertThat(of().currency()).isNull();
    }

    private static PostingLine line(int quantity, String price, String currency) {
        return new PostingLine(1, "tea", 1L, "Tea", quantity, price == null ? null : new BigDecimal(price), currency);
    }

    private static Posting of(PostingLine... lines) {
        return new Posting(
                "1",
                Scheme.FBS,
                "awaiting",
                null,
                Stage.AWAITING,
                "1",
                null,
                null,
                null,
                null,
                null,
                null,
                new ArrayList<>(List.of(lines)),
                "{}");
    }
}
