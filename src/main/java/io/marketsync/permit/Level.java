package io.marketsync.permit;

import java.util.List;

/**
 * One of the levels a call is counted on: the application, a marketplace, a credential, a method of a credential.
 *
 * @param name the same in every process, like {@code ozon:4711}
 * @param budgets all of them are spent by each call; none when the level can only be held
 */
public record Level(String name, List<Budget> budgets) {

    public Level {
        budgets = List.copyOf(budgets);
    }

    public static Level of(String name, Budget... budgets) {
        return new Level(name, List.of(budgets));
    }
}
