package io.marketsync.simulator.world;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Makes a posting and the children of its split live faster. Their moments are moved together, so a split stays one moment for
 * all of them; different moments stay at least a second apart, so nothing changes its order or is lost.
 */
final class Pace {

    private final NavigableMap<Integer, Integer> moments = new TreeMap<>();

    private Pace(List<Posting> family, int times) {
        List<Integer> before = family.stream()
                .flatMap(posting -> posting.timeline().transitions().stream())
                .map(Transition::after)
                .sorted()
                .distinct()
                .toList();
        for (int moment : before) {
            int earliest = moments.isEmpty() ? 0 : moments.lastEntry().getValue() + 1;
            moments.put(moment, Math.max(earliest, moment / times));
        }
    }

    static List<Posting> of(int times, List<Posting> family) {
        return times == 1
                ? family
                : family.stream().map(new Pace(family, times)::faster).toList();
    }

    private Posting faster(Posting posting) {
        return new Posting(
                posting.number(),
                posting.scheme(),
                posting.warehouse(),
                faster(posting.timeline()),
                faster(posting.contents()));
    }

    private Timeline faster(Timeline timeline) {
        List<Transition> transitions = timeline.transitions().stream()
                .map(transition -> new Transition(moments.get(transition.after()), transition.phase()))
                .toList();
        return new Timeline(timeline.placedAt(), moments.get(timeline.paidAfter()), transitions);
    }

    private Contents faster(Contents contents) {
        return contents.splitAfter() == Contents.NEVER
                ? contents
                : new Contents(contents.ordered(), moments.get(contents.splitAfter()), contents.kept());
    }
}
