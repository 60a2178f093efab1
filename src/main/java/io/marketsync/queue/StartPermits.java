package io.marketsync.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.marketsync.limit.StartLimit;

/** The permits for job starts within one claim: rows of {@code start_limit} that it holds locked, and what it spends of them. */
final class StartPermits {

    private final Map<String, StartLimit> held;
    private final Set<String> locked;
    private final Instant now;
    private final Set<String> changed = new HashSet<>();

    /** @param locked limits that exist but are held by another claim this moment */
    StartPermits(Collection<StartLimit> held, Set<String> locked, Instant now) {
        this.held = new HashMap<>();
        held.forEach(limit -> this.held.put(limit.name(), limit));
        this.locked = locked;
        this.now = now;
    }

    /** Takes a permit of every limit of the lane, or none. */
    boolean take(Lane lane) {
        List<StartLimit> from = new ArrayList<>();
        for (String name : lane.limits()) {
            if (locked.contains(name)) {
                return false;
            }
            StartLimit limit = held.get(name);
            if (limit != null) {
                Optional<StartLimit> open = withPermit(limit);
                if (open.isEmpty()) {
                    return false;
                }
                from.add(open.get());
            }
        }
        from.forEach(limit -> {
            held.put(limit.name(), limit.spend(1, now));
            changed.add(limit.name());
        });
        return true;
    }

    /** When the lane may have a permit again; empty when it has one now. */
    Optional<Instant> closedUntil(Lane lane) {
        Instant until = null;
        for (String name : lane.limits()) {
            StartLimit limit = held.get(name);
            if (limit != null && withPermit(limit).isEmpty()) {
                Instant next = next(limit);
                until = until == null || next.isAfter(until) ? next : until;
            }
        }
        return Optional.ofNullable(until);
    }

    boolean contended(Lane lane) {
        return lane.limits().stream().anyMatch(locked::contains);
    }

    List<StartLimit> spent() {
        return changed.stream().map(held::get).toList();
    }

    private Optional<StartLimit> withPermit(StartLimit limit) {
        if (limit.available(now) > 0) {
            return Optional.of(limit);
        }
        return limit.overflow().map(held::get).filter(other -> other.available(now) > 0);
    }

    private Instant next(StartLimit limit) {
        Instant next = limit.next(now);
        Optional<Instant> overflow = limit.overflow().map(held::get).map(other -> other.next(now));
        return overflow.filter(other -> other.isBefore(next)).orElse(next);
    }
}
