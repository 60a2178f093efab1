package io.marketsync.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Whose turn it is in one pool: sellers go round, each lane in its own circle. Only this process's memory: what it forgets makes
 * nobody wait longer than one round. Used by the pool's claimer alone.
 */
final class Turns {

    /** What waits this long goes before clicks with every fourth claim, so that nothing waits for ever behind them. */
    private static final Duration AGED = Duration.ofMinutes(10);

    private static final int PATIENCE = 4;

    private static final int REMEMBERED = 20_000;

    /** The next waiting job of a seller in a lane. */
    record Candidate(Lane lane, UUID seller, Instant sortKey) {}

    private final Map<Lane, UUID> reached = new HashMap<>();
    private final Map<UUID, Long> served = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Long> eldest) {
            return size() > REMEMBERED;
        }
    };
    private long turn;
    private int passedOver;

    /** Where each lane's circle stands: the seller after whom it goes on. */
    Map<Lane, UUID> reached() {
        return reached;
    }

    /**
     * The candidates in the order they should start: clicks before the rest, then who was served longest ago, then what waits
     * longest; a seller's second lane after every other seller's first.
     */
    List<Candidate> inOrder(List<Candidate> candidates, Instant now) {
        List<Candidate> sorted = new ArrayList<>(candidates);
        sorted.sort(Comparator.<Candidate, Boolean>comparing(candidate -> !candidate.lane.isClick())
                .thenComparing(candidate -> served.getOrDefault(candidate.seller, 0L))
                .thenComparing(Candidate::sortKey));
        List<Candidate> firsts = new ArrayList<>();
        List<Candidate> seconds = new ArrayList<>();
        Set<UUID> seen = new HashSet<>();
        for (Candidate candidate : sorted) {
            boolean first = candidate.lane.isClick() || seen.add(candidate.seller);
            (first ? firsts : seconds).add(candidate);
        }
        firsts.addAll(seconds);
        return agedFirst(firsts, now);
    }

    private List<Candidate> agedFirst(List<Candidate> ordered, Instant now) {
        Optional<Candidate> aged = ordered.stream()
                .filter(candidate -> !candidate.lane.isClick() && candidate.sortKey.isBefore(now.minus(AGED)))
                .min(Comparator.comparing(Candidate::sortKey));
        if (aged.isEmpty() || ++passedOver < PATIENCE) {
            return ordered;
        }
        passedOver = 0;
        List<Candidate> reordered = new ArrayList<>(ordered);
        reordered.remove(aged.get());
        reordered.addFirst(aged.get());
        return reordered;
    }

    /** Moves each lane's circle past the sellers that were tried, up to the first that was not. */
    void tried(List<Candidate> candidates, Set<Candidate> tried) {
        Set<Lane> stopped = new HashSet<>();
        for (Candidate candidate : candidates) {
            if (!tried.contains(candidate)) {
                stopped.add(candidate.lane);
            } else if (!stopped.contains(candidate.lane)) {
                reached.put(candidate.lane, candidate.seller);
            }
        }
    }

    void served(UUID seller) {
        served.put(seller, ++turn);
    }
}
