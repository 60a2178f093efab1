package io.marketsync.queue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jobrunr.storage.StorageException;

import io.marketsync.job.Queue;
import io.marketsync.job.StoredJob;
import io.marketsync.queue.ClaimStore.Gates;
import io.marketsync.queue.ClaimStore.Startable;
import io.marketsync.queue.Turns.Candidate;

/**
 * Claims for one pool: fair over sellers, within limits and pauses, as many as there is room for. Used by the pool's claimer
 * thread alone. What is limited, paused, locked by another claim or busy is passed over, and nobody waits behind it.
 */
public final class Claims implements AutoCloseable {

    /** Sellers looked at beyond the room there is: some of them may be busy. */
    private static final int SPARE = 8;

    /** Jobs read beyond the room there is: some may be of a seller that already runs as many as it may. */
    private static final int MORE = 4;

    private static final int CLAIMS_AHEAD = 3;

    /** How long what was found counts while nobody tells of news: an end of a pause and new jobs are told, a pause is not. */
    private static final Duration GOOD_FOR = Duration.ofMillis(20);

    /** Rounds of one call when everybody looked at was busy; the rest is for the next call. */
    private static final int ROUNDS = 8;

    /** Another claim holds what this one wants; claims take a few milliseconds. */
    private static final Duration CONTENDED = Duration.ofMillis(5);

    /** Everything that waits is of sellers or shops that are busy: ends in this process wake the claimer, those in others do not. */
    static final Duration BUSY = Duration.ofMillis(200);

    /** A limit that ops raise is seen at the latest then. */
    private static final Duration LONGEST_CLOSED = Duration.ofSeconds(1);

    /** Opens connections with the settings a claim needs. */
    public interface Connections {
        Connection open(List<String> settings) throws SQLException;
    }

    /**
     * @param jobs now this server's
     * @param again when something that waits may be claimed that could not be now; empty when only an event can change that
     */
    public record Batch(List<StoredJob> jobs, Optional<Instant> again) {}

    private final Connections connections;
    private final Queue queue;
    private final UUID serverId;
    private final String serverName;
    private final Collection<String> kinds;
    private final Clock clock;
    private final Turns turns = new Turns();
    private final Map<Lane, Instant> closed = new HashMap<>();
    /** Candidates that were found and not tried yet. */
    private List<Candidate> ahead = List.of();

    private Instant aheadUntil = Instant.MIN;
    private ClaimStore store;

    /** @param kinds that this version can run; others wait for a process that knows them */
    public Claims(
            Connections connections,
            Queue queue,
            UUID serverId,
            String serverName,
            Collection<String> kinds,
            Clock clock) {
        this.connections = connections;
        this.queue = queue;
        this.serverId = serverId;
        this.serverName = serverName;
        this.kinds = kinds;
        this.clock = clock;
    }

    /**
     * @param room free slots
     * @param roomForOthers how many of them may go to jobs that no seller's click waits for
     */
    public Batch claim(int room, int roomForOthers) {
        return claim(room, roomForOthers, true);
    }

    /**
     * As {@link #claim(int, int)}.
     *
     * @param news whether there may be jobs, or an end of a pause, that the claim before could not know
     */
    public Batch claim(int room, int roomForOthers, boolean news) {
        if (news) {
            ahead = List.of();
        }
        try {
            if (store == null) {
                store = new ClaimStore(connections.open(ClaimStore.SETTINGS), queue, serverId, serverName);
            }
            return rounds(room, roomForOthers);
        } catch (SQLException e) {
            close();
            throw new StorageException(e);
        }
    }

    private Batch rounds(int room, int roomForOthers) throws SQLException {
        Instant now = clock.instant();
        closed.values().removeIf(until -> !until.isAfter(now));
        Set<Candidate> tried = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<Candidate> candidates = candidates(room, roomForOthers == 0, now);
            if (candidates.isEmpty()) {
                return new Batch(List.of(), reopening());
            }
            if (tried.containsAll(candidates)) {
                return new Batch(List.of(), soonest(now.plus(BUSY)));
            }
            Round claimed = round(candidates, room, roomForOthers, now);
            tried.addAll(claimed.tried);
            if (!claimed.jobs.isEmpty() || claimed.contended) {
                Optional<Instant> soon = claimed.contended ? Optional.of(now.plus(CONTENDED)) : Optional.empty();
                return new Batch(claimed.jobs, soon.or(this::reopening));
            }
        }
        return new Batch(List.of(), Optional.of(now.plus(CONTENDED)));
    }

    /** Under load one look finds the candidates of several claims. */
    private List<Candidate> candidates(int room, boolean clicksOnly, Instant now) throws SQLException {
        if (ahead.size() < room + SPARE || clicksOnly || !now.isBefore(aheadUntil)) {
            int most = CLAIMS_AHEAD * (room + SPARE);
            ahead = store.candidates(turns.reached(), closed.keySet(), kinds, clicksOnly, most);
            aheadUntil = now.plus(GOOD_FOR);
        }
        return ahead;
    }

    private record Round(List<Candidate> tried, List<StoredJob> jobs, boolean contended) {}

    private Round round(List<Candidate> candidates, int room, int roomForOthers, Instant now) throws SQLException {
        List<Candidate> ordered = turns.inOrder(candidates, now);
        List<Candidate> tried = ordered.subList(0, Math.min(ordered.size(), room + SPARE));
        Gates gates = store.lock(
                tried.stream().map(Candidate::seller).collect(Collectors.toSet()),
                tried.stream()
                        .flatMap(candidate -> candidate.lane().limits().stream())
                        .collect(Collectors.toSet()));
        tried.forEach(candidate -> closeIfSpent(candidate.lane(), gates.permits(), now));
        List<Candidate> free = tried.stream()
                .filter(candidate -> gates.sellers().contains(candidate.seller()))
                .filter(candidate -> !closed.containsKey(candidate.lane()))
                .toList();
        boolean contended = tried.stream()
                .anyMatch(candidate -> !gates.sellers().contains(candidate.seller())
                        || gates.permits().contended(candidate.lane()));
        List<StoredJob> jobs = free.isEmpty() ? nothing() : choose(free, gates.permits(), room, roomForOthers, now);
        turns.tried(candidates, new HashSet<>(tried));
        ahead = ordered.subList(tried.size(), ordered.size());
        return new Round(tried, jobs, contended);
    }

    private List<StoredJob> nothing() throws SQLException {
        store.commit();
        return List.of();
    }

    private List<StoredJob> choose(List<Candidate> free, StartPermits permits, int room, int roomForOthers, Instant now)
            throws SQLException {
        int each = Math.ceilDiv(room, free.size());
        Choice choice = new Choice(free, permits, room, roomForOthers);
        // sellers' second jobs come after everybody's first: then all have to be known
        int most = each == 1 ? room + MORE : each * free.size();
        choice.from(store.startable(free, each, most));
        free.forEach(candidate -> closeIfSpent(candidate.lane(), permits, now));
        if (choice.ids.isEmpty()) {
            return nothing();
        }
        choice.sellers.forEach(turns::served);
        return store.take(choice.ids, permits.spent());
    }

    private void closeIfSpent(Lane lane, StartPermits permits, Instant now) {
        permits.closedUntil(lane).ifPresent(until -> {
            Instant latest = now.plus(LONGEST_CLOSED);
            closed.put(lane, until.isBefore(latest) ? until : latest);
        });
    }

    private Optional<Instant> soonest(Instant at) {
        return reopening().filter(opens -> opens.isBefore(at)).or(() -> Optional.of(at));
    }

    private Optional<Instant> reopening() {
        return closed.values().stream().min(Comparator.naturalOrder());
    }

    @Override
    public void close() {
        ClaimStore closing = store;
        store = null;
        if (closing != null) {
            try {
                closing.close();
            } catch (SQLException gone) {
                // it was broken already
            }
        }
    }

    /** Which of the startable jobs start: everybody's first, then everybody's second, within all limits. */
    private static final class Choice {

        private final List<Candidate> order;
        private final StartPermits permits;
        private final Map<UUID, Integer> bySeller = new HashMap<>();
        private final Map<UUID, Integer> byShop = new HashMap<>();
        private final Set<String> shopsAndKinds = new HashSet<>();
        private final List<UUID> ids = new ArrayList<>();
        private final List<UUID> sellers = new ArrayList<>();
        private int room;
        private int roomForOthers;

        Choice(List<Candidate> order, StartPermits permits, int room, int roomForOthers) {
            this.order = order;
            this.permits = permits;
            this.room = room;
            this.roomForOthers = roomForOthers;
        }

        void from(List<Startable> startable) {
            Map<Integer, Integer> rank = new HashMap<>();
            record Ranked(Startable job, int rank) {}
            startable.stream()
                    .map(job -> new Ranked(job, rank.merge(job.place(), 1, Integer::sum)))
                    .sorted(Comparator.comparingInt(Ranked::rank).thenComparingInt(ranked -> ranked.job.place()))
                    .forEach(ranked -> consider(ranked.job));
        }

        private void consider(Startable job) {
            Candidate candidate = order.get(job.place());
            boolean click = candidate.lane().isClick();
            if (room == 0
                    || (!click && roomForOthers == 0)
                    || busy(candidate.seller(), job)
                    || !permits.take(candidate.lane())) {
                return;
            }
            room--;
            // clicks use the slots kept for them first
            roomForOthers = click ? Math.min(roomForOthers, room) : roomForOthers - 1;
            bySeller.merge(candidate.seller(), 1, Integer::sum);
            if (job.shop() != null) {
                byShop.merge(job.shop(), 1, Integer::sum);
                shopsAndKinds.add(job.shop() + job.kind());
            }
            ids.add(job.id());
            sellers.add(candidate.seller());
        }

        private boolean busy(UUID seller, Startable job) {
            if (!JobQueue.NOBODY.equals(seller)
                    && job.sellerRuns() + bySeller.getOrDefault(seller, 0) >= job.sellerLimit()) {
                return true;
            }
            return job.shop() != null
                    && (job.shopRuns() + byShop.getOrDefault(job.shop(), 0) >= job.shopLimit()
                            || shopsAndKinds.contains(job.shop() + job.kind()));
        }
    }
}
