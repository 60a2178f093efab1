package io.marketsync.permit;

import java.util.List;
import java.util.Optional;

/**
 * One call that asks to be made.
 *
 * @param caller unique, and the same when it asks again
 * @param since of an earlier answer, so that it keeps its place; 0 when it asks for the first time
 * @param weight how many permits of each budget it costs
 * @param levels the widest first
 */
public record Ask(String caller, Rank rank, long since, int weight, List<Level> levels) {

    public Ask {
        levels = List.copyOf(levels);
        if (weight < 1 || levels.isEmpty()) {
            throw new IllegalArgumentException("a call has a weight of at least 1 and at least one level");
        }
    }

    Ask again(long since) {
        return new Ask(caller, rank, since, weight, levels);
    }

    /** The level that binds most, as far as one can tell; empty when none has a budget. */
    Optional<Level> narrowestWithBudget() {
        return levels.reversed().stream()
                .filter(level -> !level.budgets().isEmpty())
                .findFirst();
    }
}
