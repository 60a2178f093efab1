package io.marketsync.permit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What every marketplace's budgets must declare: the levels that its calls pass, the widest first. */
public abstract class BudgetsContract {

    /** A process that is on its own is remembered so long after its end: what it has spent in a longer window might be forgotten. */
    private static final Duration LONGEST_WINDOW = Duration.ofMinutes(10);

    /** Its word in the database, in metrics and in permits. */
    protected abstract String marketplace();

    /** That is held while the marketplace is away: the canary's. */
    protected abstract Level everyone();

    /** Of a call, in the order in which they are asked. */
    protected abstract List<Level> levels(String credential, String method);

    /** Methods that have a budget of their own, and one that has none. */
    protected abstract List<String> methods();

    @Test
    void everyCallPassesTheLevelThatIsHeldWhenTheMarketplaceIsAway() {
        assertThat(everyone().name()).isEqualTo(marketplace());
        assertThat(calls("one", "another"))
                .allSatisfy(levels -> assertThat(levels.getFirst()).isEqualTo(everyone()));
    }

    @Test
    void levelsNarrowStepByStepAndAllCallsHaveAsMany() {
        assertThat(calls("one", "another")).allSatisfy(levels -> {
            assertThat(levels).hasSizeBetween(2, 4);
            for (int narrower = 1; narrower < levels.size(); narrower++) {
                assertThat(levels.get(narrower).name())
                        .startsWith(levels.get(narrower - 1).name() + ":");
            }
        });
        assertThat(calls("one", "another"))
                .extracting(List::size)
                .containsOnly(levels("one", methods().getFirst()).size());
    }

    @Test
    void credentialsShareTheWidestLevelAloneAndMethodsAllButTheNarrowest() {
        for (String method : methods()) {
            List<Level> one = levels("one", method);
            List<Level> another = levels("another", method);
            assertThat(one.subList(1, one.size())).doesNotContainAnyElementsOf(another);
        }
        List<Level> first = levels("one", methods().getFirst());
        List<Level> last = levels("one", methods().getLast());
        assertThat(first.subList(0, first.size() - 1)).isEqualTo(last.subList(0, last.size() - 1));
        assertThat(first.getLast().name()).isNotEqualTo(last.getLast().name());
    }

    @Test
    void theSameCallIsCountedOnTheSameLevelsByEveryProcess() {
        for (String method : methods()) {
            assertThat(levels("one", method)).isEqualTo(levels("one", method));
        }
    }

    @Test
    void everyCredentialHasABudgetAndNoneForgetsWhatAProcessOnItsOwnHasSpent() {
        assertThat(calls("one")).allSatisfy(levels -> {
            assertThat(levels.subList(1, levels.size()))
                    .anyMatch(level -> !level.budgets().isEmpty());
            assertThat(levels).flatExtracting(Level::budgets).allSatisfy(budget -> assertThat(budget.window())
                    .isBetween(Duration.ofMillis(100), LONGEST_WINDOW));
        });
        assertThat(methods())
                .as("one with and one without a budget of its own")
                .anyMatch(method -> levels("one", method).getLast().budgets().isEmpty())
                .anyMatch(method -> !levels("one", method).getLast().budgets().isEmpty());
    }

    private List<List<Level>> calls(String... credentials) {
        List<List<Level>> calls = new ArrayList<>();
        Stream.of(credentials)
                .forEach(credential -> methods().forEach(method -> calls.add(levels(credential, method))));
        return calls;
    }
}
