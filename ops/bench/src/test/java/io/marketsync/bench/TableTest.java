package io.marketsync.bench;

import org.junit.jupiter.api.Test;

import io.marketsync.bench.Figures.Better;

import static org.assertj.core.api.Assertions.assertThat;

class TableTest {

    private final Table table = new Table("ours", "stock");

    @Test
    void aRatioAboveOneMeansOursIsBetterWhetherHighOrLowIsGood() {
        add("ours", "rate", 3000, Better.HIGHER);
        add("stock", "rate", 1500, Better.HIGHER);
        add("ours", "wait", 5, Better.LOWER);
        add("stock", "wait", 1234.5, Better.LOWER);

        assertThat(table.text()).isEqualTo("""
                measurement  figure   ours  stock  unit  ratio
                some         rate    3,000  1,500  ms    2.00x
                some         wait     5.00  1,235  ms    247x
                """);
    }

    @Test
    void nothingIsNotDividedBy() {
        add("ours", "rate", 12.34, Better.HIGHER);
        add("stock", "rate", 0, Better.HIGHER);

        assertThat(table.text()).endsWith("0.00  ms    n/a\n");
    }

    @Test
    void whatOnlyOneSideHasIsNotCompared() {
        add("ours", "rate", 12.34, Better.HIGHER);
        table.remark("other", "stock", "abandoned after 180 s");

        assertThat(table.text()).isEqualTo("""
                measurement  figure  ours                  stock  unit  ratio
                some         rate    12.3                      -  ms    n/a
                other                   -  abandoned after 180 s        n/a
                """);
    }

    private void add(String contender, String what, double value, Better better) {
        table.figures("some", contender).add(what, "ms", value, better);
    }
}
