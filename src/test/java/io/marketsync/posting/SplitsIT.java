package io.marketsync.posting;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.Ending.Ended;
import io.marketsync.job.Outcome;
import io.marketsync.limit.HeldBack;

import static io.marketsync.posting.ScriptedFeed.BORN;
import static io.marketsync.posting.ScriptedFeed.CHANGED;
import static io.marketsync.posting.ScriptedFeed.OPEN;
import static io.marketsync.posting.ScriptedFeed.part;
import static io.marketsync.posting.ScriptedFeed.posting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Of an order that is split each unit is counted once, whatever tells of it first. */
class SplitsIT extends PullingShop {

    private static final JobFailure GARBLED = new JobFailure(Reason.TRANSIENT, "garbled");

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

    /** What went on is held twice meanwhile, which sells nothing twice. */
    @Test
    void aParentThatCannotBeReadStopsNoPull() throws Exception {
        feed.with(BORN, List.of(part("1", null, Stage.AWAITING, 5)));
        pull();
        now = at(1);
        feed.with(BORN, List.of(part("1-child", "1", Stage.AWAITING, 2), posting("b", Stage.AWAITING, at(0))))
                .failingFor("1", GARBLED);

        Run run = pull();

        assertThat(run.ending()).isInstanceOfSatisfying(Ended.class, ended -> {
            assertThat(ended.outcome()).isEqualTo(Outcome.PARTIAL);
            assertThat(ended.why()).startsWith("1 postings").contains("held twice");
        });
        assertThat(run.counts()).containsEntry("parents_unread", 1L).containsEntry("created", 3L);
        assertThat(numbers()).containsExactly("1", "1-child", "b");
        assertThat(watermarks()).containsEntry("born", at(0)).containsEntry("sweep", at(1));
        assertThat(units()).isEqualTo(5 + 2 + 2);

        now = at(2);
        feed.with(BORN, List.of()).with(OPEN, List.of(part("1", null, Stage.AWAITING, 3)));
        pull();
        assertThat(units()).as("a list tells what it kept").isEqualTo(5 + 2);
    }

    @Test
    void whereManyParentsFailFewAreAskedFor() throws Exception {
        List<Posting> children = IntStream.range(0, 10)
                .mapToObj(i -> part(i + "-child", i + "", Stage.AWAITING, 2))
                .toList();
        IntStream.range(0, 10).forEach(i -> feed.failingFor(i + "", GARBLED));
        feed.with(BORN, children);

        assertThat(pull().counts()).containsEntry("parents_unread", 10L).containsEntry("created", 10L);

        assertThat(feed.askedByNumber).hasSize(3);
    }

    static Stream<RuntimeException> failuresOfTheShopOrOfAll() {
        return Stream.of(
                new HeldBack(Duration.ofSeconds(30), "no permit"),
                new JobFailure(Reason.RATE_LIMITED, "too many requests"),
                new JobFailure(Reason.AUTH, "the key is refused"));
    }

    @ParameterizedTest
    @MethodSource("failuresOfTheShopOrOfAll")
    void failuresOfTheShopOrOfAllEndTheAttempt(RuntimeException failure) {
        feed.with(BORN, List.of(part("1-child", "1", Stage.AWAITING, 2))).failingFor("1", failure);
        assertThatThrownBy(this::pull).hasMessage(failure.getMessage());
        assertThat(numbers()).as("the next attempt reads both").isEmpty();
    }

    @Test
    void aParentThatFailsWhenTheAttemptIsAskedToEndIsLeftToTheNextOne() throws Exception {
        feed.with(BORN, List.of(part("1-child", "1", Stage.AWAITING, 2))).failingFor("1", GARBLED);
        stop = () -> true;
        assertThatThrownBy(this::pull).isSameAs(GARBLED);
        assertThat(numbers()).isEmpty();
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
