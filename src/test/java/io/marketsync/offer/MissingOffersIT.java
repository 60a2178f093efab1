package io.marketsync.offer;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.marketsync.offer.ScriptedCatalogue.offers;
import static org.assertj.core.api.Assertions.assertThat;

/** Offers that a reading does not find when it finds too many missing to believe it. */
class MissingOffersIT extends ReadingShop {

    private final ScriptedCatalogue feed = new ScriptedCatalogue();

    @Test
    void whatIsMissingIsKeptInMindOnceAndUntilItIsFoundAgain() throws Exception {
        feed.with(offers(0, 10));
        read(feed);
        feed.with(offers(0, 6));
        read(feed);
        List<String> marked = rows("missing_at, xmin");
        feed.with(offers(0, 5));
        assertThat(read(feed).counts()).isEqualTo(Map.of("unchanged", 5L, "missing", 5L));
        assertThat(missing()).containsExactly("c0005", "c0006", "c0007", "c0008", "c0009");
        assertThat(rows("missing_at, xmin"))
                .as("since the first reading that missed it")
                .containsAll(marked.subList(6, 10));
        feed.with(offers(0, 6), offers(7, 1));
        assertThat(read(feed).counts()).isEqualTo(Map.of("unchanged", 5L, "returned", 2L, "vanished", 3L));
        assertThat(missing()).isEmpty();
        assertThat(vanished()).containsExactly("c0006", "c0008", "c0009");
    }

    /** Of a shop that no statistics know of yet. */
    @ParameterizedTest
    @ValueSource(ints = {100, 10_000})
    void whatIsMissingCostsTheSameStatementsHoweverMuchItIs(int offers) throws Exception {
        feed.with(offers(0, offers));
        read(feed);
        feed.with(List.of());
        long before = statements(feed);
        assertThat(missing()).hasSize(offers);
        assertThat(statements(feed)).as("when they are marked already").isEqualTo(before);
        // the key, the run, a page of nothing, the count, and three that mark: each with its seller, and its fence
        // where something is written
        assertThat(before).isEqualTo(2 + 3 + 2 + 2 + 3);
    }
}
