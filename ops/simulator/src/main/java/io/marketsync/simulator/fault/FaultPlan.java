package io.marketsync.simulator.fault;

import java.util.ArrayList;
import java.util.List;

import io.marketsync.simulator.fault.FaultKind.Stage;
import io.marketsync.simulator.world.Dice;

/**
 * The scripted faults, asked once per call in the order they were added. A fault that replaces the action, or loses its answer,
 * ends the search, so the rules after it neither fire nor count that call.
 */
public final class FaultPlan {

    /** A rule with what became of it so far. */
    public record Status(FaultRule rule, long matched, long fired) {}

    private final long seed;
    private final List<Armed> rules = new ArrayList<>();
    private int added;

    public FaultPlan(long seed) {
        this.seed = seed;
    }

    /** Answers the rule with its id, which is made up if the rule has none. */
    public synchronized FaultRule add(FaultRule rule) {
        added++;
        FaultRule named = rule.id() != null ? rule : rule.named("fault-" + added);
        rules.add(new Armed(named, Dice.of(seed, added, 'f')));
        return named;
    }

    public synchronized void clear() {
        rules.clear();
    }

    public synchronized List<Status> statuses() {
        return rules.stream().map(Armed::status).toList();
    }

    /** The rules that apply to this call. */
    public synchronized List<FaultRule> strike(String method, String clientId) {
        List<FaultRule> struck = new ArrayList<>();
        for (Armed armed : rules) {
            if (armed.strikes(method, clientId)) {
                struck.add(armed.rule);
                Stage stage = armed.rule.kind().stage();
                if (stage == Stage.REPLACE || stage == Stage.CUT) {
                    break;
                }
            }
        }
        return struck;
    }

    private static final class Armed {

        private final FaultRule rule;
        private final Dice dice;
        private long matched;
        private long fired;

        Armed(FaultRule rule, Dice dice) {
            this.rule = rule;
            this.dice = dice;
        }

        boolean strikes(String method, String clientId) {
            if (!rule.matches(method, clientId)) {
                return false;
            }
            matched++;
            boolean spent = rule.times() != FaultRule.FOR_EVER && fired >= rule.times();
            if (matched <= rule.skip() || spent || !dice.chance(rule.probability())) {
                return false;
            }
            fired++;
            return true;
        }

        Status status() {
            return new Status(rule, matched, fired);
        }
    }
}
