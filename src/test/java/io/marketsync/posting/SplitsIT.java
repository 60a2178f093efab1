package io.marketsync.posting;

import java.util.List;

import org.junit.jupiter.api.Test;

import static io.marketsync.posting.ScriptedFeed.BORN;
import static io.marketsync.posting.ScriptedFeed.CHANGED;
import static io.marketsync.posting.ScriptedFeed.part;
import static org.assertj.core.api.Assertions.assertThat;

/** Of an order that is split each unit is counted once, whatever tells of it first. */
class SplitsIT extends PullingShop {

    @Test
    void aChildThatIsSeenFirstBringsWhatItsParentKept() throws Exception {
        feed.with(BORN, List.of(part("1", null, Stage.AWAITING, 5)));
        pull();
        assertThat(units()).isEqualTo(5);

        feed.with(BORN, List.of())
                .with(CHANGED, List.of(part("1-child", "1", Stage.AWAITING, 2)))
                .withByNumber(part("1", null, Stage.AWAITING, 3));
        pull();
        assertThat(units()).isEqualTo(5);
        assertThat(feed.askedByNumber).containsExactly("1");

        feed.with(CHANGED, List.of(part("1-child", "1", Stage.DELIVERING, 2)));
        pull();
        assertThat(feed.askedByNumber)
                .as("a child that is known asks for nobody")
                .hasSize(1);
        assertThat(units()).isEqualTo(5);
    }

    @Test
    void aParentInTheSamePageIsNotAskedFor() throws Exception {
        feed.with(
                BORN,
                List.of(
                        part("1", null, Stage.SPLIT, 0),
                        part("1-a", "1", Stage.AWAITING, 2),
                        part("1-b", "1", Stage.AWAITING, 3)));
        pull();
        assertThat(units()).isEqualTo(5);
        assertThat(feed.askedByNumber).isEmpty();
    }

    @Test
    void aPartOfAPartBringsBoth() throws Exception {
        feed.with(BORN, List.of(part("1", null, Stage.AWAITING, 6)));
        pull();
        feed.with(BORN, List.of(part("1-b", "1-a", Stage.AWAITING, 1)))
                .withByNumber(part("1-a", "1", Stage.AWAITING, 2))
                .withByNumber(part("1", null, Stage.AWAITING, 3));
        pull();
        assertThat(units()).isEqualTo(6);
    }

    @Test
    void aParentThatTheMarketplaceKnowsNoLongerStopsNoPull() throws Exception {
        feed.with(BORN, List.of(part("1-child", "1", Stage.AWAITING, 2)));
        pull();
        assertThat(units()).isEqualTo(2);
    }

    /** A list that still has it as it was does not give it its goods back. */
    @Test
    void aPostingThatWasSplitStaysSplit() throws Exception {
        feed.with(BORN, List.of(part("1", null, Stage.SPLIT, 0), part("1-a", "1", Stage.AWAITING, 5)));
        pull();
        for (Stage late : List.of(Stage.AWAITING, Stage.CANCELLED)) {
            feed.with(CHANGED, List.of(part("1", null, late, 5)));
            pull();
            assertThat(status("1")).isEqualTo("split");
            assertThat(units()).isEqualTo(5);
        }
    }

    private long units() {
        return number("SELECT coalesce(sum(quantity), 0) FROM posting_line");
    }
}
