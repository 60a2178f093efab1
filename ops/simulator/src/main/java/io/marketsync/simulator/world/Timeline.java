package io.marketsync.simulator.world;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that ever happens to one posting, known from its birth: what is true at an instant is a pure function of it.
 * {@code placedAt} is what {@code in_process_at} shows; it never changes, but stays hidden until {@code paidAfter} seconds.
 * The first transition makes the posting visible: at once, or for a split child at the moment of the split.
 */
public record Timeline(Instant placedAt, int paidAfter, List<Transition> transitions) {

    public boolean visibleAt(Instant at) {
        return !visibleFrom().isAfter(at);
    }

    public Instant visibleFrom() {
        return instant(transitions.getFirst());
    }

    /** Known to the lists with a period, that is visible and paid. */
    public boolean paidAt(Instant at) {
        return visibleAt(at) && !placedAt.plusSeconds(paidAfter).isAfter(at);
    }

    public Optional<Instant> inProcessAt(Instant at) {
        return paidAt(at) ? Optional.of(placedAt) : Optional.empty();
    }

    public Phase phaseAt(Instant at) {
        return transitions.get(indexAt(at)).phase();
    }

    /** The phase before the present one, if there was one. */
    public Optional<Phase> previousPhase(Instant at) {
        int index = indexAt(at);
        return index == 0
                ? Optional.empty()
                : Optional.of(transitions.get(index - 1).phase());
    }

    public Instant lastChangedAt(Instant at) {
        return instant(transitions.get(indexAt(at)));
    }

    /** When the goods left the warehouse, if they have by then. */
    public Optional<Instant> deliveringSince(Instant at) {
        return transitions.stream()
                .filter(transition -> transition.phase().goods() == Phase.Goods.GONE)
                .map(this::instant)
                .filter(left -> !left.isAfter(at))
                .findFirst();
    }

    public Optional<Instant> deliveredAt(Instant at) {
        return transitions.stream()
                .filter(transition -> transition.phase().status().equals(Phase.DELIVERED.status()))
                .map(this::instant)
                .filter(delivered -> !delivered.isAfter(at))
                .findFirst();
    }

    /** The first change after which the goods are no longer held for the buyer; a shipped or cancelled posting has one. */
    public Optional<Transition> endOfHold() {
        return transitions.stream()
                .filter(transition -> transition.phase().goods() != Phase.Goods.HELD)
                .findFirst();
    }

    public Instant instant(Transition transition) {
        return placedAt.plusSeconds(transition.after());
    }

    private int indexAt(Instant at) {
        long elapsed = Duration.between(placedAt, at).getSeconds();
        int index = transitions.size() - 1;
        while (index > 0 && transitions.get(index).after() > elapsed) {
            index--;
        }
        return index;
    }
}
