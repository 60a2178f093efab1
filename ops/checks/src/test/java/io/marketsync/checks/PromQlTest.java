package io.marketsync.checks;

import java.util.Set;

import org.junit.jupiter.api.Test;

import io.marketsync.checks.PromQl.Selector;

import static org.assertj.core.api.Assertions.assertThat;

class PromQlTest {

    @Test
    void selectorsAreFoundWithTheirLabelsAndFunction() {
        var query = PromQl.parse("""
                histogram_quantile(0.95, sum by (queue, le) (rate(wait_bucket{queue=~"high|low", job!="x"}[5m]))) # a remark
                """);
        assertThat(query.selectors()).containsExactly(new Selector("wait_bucket", Set.of("queue", "job"), "rate"));
        assertThat(query.groupLabels()).containsExactly("queue", "le");
        assertThat(query.functions()).containsExactly("histogram_quantile", "rate");
        assertThat(query.limits()).isEmpty();
    }

    @Test
    void wordsOfTheLanguageAreNoMetrics() {
        var query = PromQl.parse("a unless on (x) b offset 5m or sum(c) by (y) > bool 2 and time() - d @ end() < 1e3");
        assertThat(query.selectors()).extracting(Selector::metric).containsExactly("a", "b", "c", "d");
        assertThat(query.groupLabels()).containsExactly("x", "y");
    }

    @Test
    void textsAreNotRead() {
        var query = PromQl.parse("label_replace(a{b=\"c > 5 {d} \\\" e\"}, 'f', \"g\", `h`, '(.*)')");
        assertThat(query.selectors()).containsExactly(new Selector("a", Set.of("b"), "label_replace"));
        assertThat(query.limits()).isEmpty();
    }

    @Test
    void rangesAndSubqueriesAreNotRead() {
        var query = PromQl.parse("max_over_time(rate(a[5m])[1h:1m]) >= 0.5");
        assertThat(query.selectors()).containsExactly(new Selector("a", Set.of(), "rate"));
        assertThat(query.limits()).containsExactly(0.5);
    }

    @Test
    void limitsOfBothHalvesAreFound() {
        assertThat(PromQl.parse("a > 120 or b < 7").limits()).containsExactly(120.0, 7.0);
    }

    @Test
    void aSelectorWithoutNameIsFound() {
        assertThat(PromQl.parse("count({__name__=~\"a.*\"})").selectors())
                .containsExactly(new Selector("", Set.of("__name__"), "count"));
    }

    @Test
    void anExpressionThatNeverClosesIsReadToItsEnd() {
        assertThat(PromQl.parse("sum(rate(a{b=\"c\"").selectors())
                .extracting(Selector::metric)
                .containsExactly("a");
    }
}
