package io.marketsync.simulator.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Goods kept back for a buyer from {@code from} until they are shipped, or until they are given back ({@code released}).
 * {@code until} is {@link Instant#MAX} when neither ever happens.
 */
public record Hold(Line line, Instant from, Instant until, boolean released) {

    /** Everything that a posting ever holds. Goods that a split moves end here and begin anew in the child. */
    public static List<Hold> of(Posting posting) {
        Instant from = posting.timeline().visibleFrom();
        List<Hold> holds = new ArrayList<>(posting.contents().ordered().size());
        for (Line line : posting.contents().ordered()) {
            int kept = quantityOf(posting.contents().kept(), line.product());
            if (kept > 0) {
                holds.add(keptHold(posting, new Line(line.product(), kept), from));
            }
            if (line.quantity() > kept) {
                Instant split =
                        posting.placedAt().plusSeconds(posting.contents().splitAfter());
                holds.add(new Hold(new Line(line.product(), line.quantity() - kept), from, split, true));
            }
        }
        return holds;
    }

    public boolean activeAt(Instant at) {
        return !from.isAfter(at) && until.isAfter(at);
    }

    private static Hold keptHold(Posting posting, Line line, Instant from) {
        return posting.timeline()
                .endOfHold()
                .map(end -> new Hold(
                        line, from, posting.timeline().instant(end), end.phase().goods() == Phase.Goods.RELEASED))
                .orElse(new Hold(line, from, Instant.MAX, false));
    }

    private static int quantityOf(List<Line> lines, Product product) {
        return lines.stream()
                .filter(line -> line.product() == product)
                .mapToInt(Line::quantity)
                .sum();
    }
}
