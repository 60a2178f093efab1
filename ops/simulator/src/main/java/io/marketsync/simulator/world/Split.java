package io.marketsync.simulator.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts an FBS posting in two while it waits to be packed. Half of the parents keep some of the goods and live on beside one
 * child; the other half end as {@code cancelled_from_split_pending} and two children take everything.
 */
final class Split {

    private static final int MINUTE = 60;
    /** Suffixes 1 to 3 belong to the postings of an order at birth; their children take the next ones. */
    private static final int CHILD_STEP = 3;

    private final Dice dice;
    private final Posting whole;
    private final int after;

    private Split(Dice dice, Posting whole, int after) {
        this.dice = dice;
        this.whole = whole;
        this.after = after;
    }

    /** The parent and its children, or just the posting when it cannot be split. */
    static List<Posting> of(Dice dice, Posting posting) {
        boolean possible = posting.timeline().paidAfter() == 0 && units(posting) > 1;
        return possible
                ? momentFor(dice, posting)
                        .map(after -> new Split(dice, posting, after).family())
                        .orElse(List.of(posting))
                : List.of(posting);
    }

    private static int units(Posting posting) {
        return posting.contents().ordered().stream().mapToInt(Line::quantity).sum();
    }

    private static Optional<Integer> momentFor(Dice dice, Posting posting) {
        List<Transition> transitions = posting.timeline().transitions();
        for (int i = 0; i < transitions.size() - 1; i++) {
            if (transitions.get(i).phase() == Phase.CREATED) {
                int earliest = transitions.get(i).after() + 10 * MINUTE;
                return Optional.of(dice.between(earliest, transitions.get(i + 1).after() - MINUTE));
            }
        }
        return Optional.empty();
    }

    private List<Posting> family() {
        List<Line> first = new ArrayList<>();
        List<Line> second = new ArrayList<>();
        share(whole.contents().ordered(), first, second);
        if (dice.chance(0.5)) {
            return List.of(parent(livingOn(), first), child(1, second));
        }
        return List.of(parent(endingHere(), whole.contents().ordered()), child(1, first), child(2, second));
    }

    /** The last line moves; when there is only one, one of its units stays. */
    private static void share(List<Line> lines, List<Line> first, List<Line> second) {
        Line last = lines.getLast();
        first.addAll(lines.subList(0, lines.size() - 1));
        if (first.isEmpty()) {
            first.add(new Line(last.product(), 1));
            second.add(new Line(last.product(), last.quantity() - 1));
        } else {
            second.add(last);
        }
    }

    private Posting parent(List<Transition> transitions, List<Line> kept) {
        Timeline timeline = new Timeline(whole.placedAt(), 0, transitions);
        Contents contents = new Contents(whole.contents().ordered(), after, List.copyOf(kept));
        return new Posting(whole.number(), whole.scheme(), whole.warehouse(), timeline, contents);
    }

    private Posting child(int ordinal, List<Line> lines) {
        int parent = whole.number().suffix();
        PostingNumber number = new PostingNumber(whole.number().orderId(), parent + ordinal * CHILD_STEP, parent);
        Timeline timeline = Lifecycle.child(dice, whole.placedAt(), after);
        return new Posting(number, whole.scheme(), whole.warehouse(), timeline, Contents.whole(List.copyOf(lines)));
    }

    private List<Transition> livingOn() {
        List<Transition> transitions = before();
        transitions.add(new Transition(after, Phase.CREATED));
        whole.timeline().transitions().stream().filter(t -> t.after() > after).forEach(transitions::add);
        return List.copyOf(transitions);
    }

    private List<Transition> endingHere() {
        List<Transition> transitions = before();
        transitions.add(new Transition(after, Phase.SPLIT_AWAY));
        return List.copyOf(transitions);
    }

    private List<Transition> before() {
        return new ArrayList<>(whole.timeline().transitions().stream()
                .filter(transition -> transition.after() < after)
                .toList());
    }
}
