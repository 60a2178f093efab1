package io.marketsync.queue;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.marketsync.db.StatementCount;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.Queue;
import io.marketsync.job.StoredJob;
import io.marketsync.limit.StartLimit;
import io.marketsync.queue.Turns.Candidate;

/**
 * The four statements of a claim, prepared once on a connection of the claimer's own. Each costs a few index probes per job that
 * may be claimed, whatever waits: lanes and sellers are hopped over, and jobs are read only where one can start. No statement
 * leaves the planner a choice that statistics, fresh or stale, could make badly ({@link #SETTINGS}); ClaimCostIT counts the rows.
 */
final class ClaimStore implements AutoCloseable {

    /**
     * For the claimer's connection: plans that follow the claim's index, made once. A claim that is lost with a crash of PostgreSQL
     * leaves its jobs waiting, and fences off the attempt; so its commit need not wait for the disk. A process that is paused in the
     * middle of a claim must not keep its sellers from others.
     */
    static final List<String> SETTINGS = List.of(
            "plan_cache_mode=force_generic_plan",
            "enable_seqscan=off",
            "enable_bitmapscan=off",
            "enable_sort=off",
            "enable_hashjoin=off",
            "enable_mergejoin=off",
            "jit=off",
            "synchronous_commit=off",
            "lock_timeout=1s",
            "idle_in_transaction_session_timeout=10s",
            "statement_timeout=10s");

    /**
     * Hops from lane to lane, and in each open lane from seller to seller, on from where the lane's circle stands; gives each
     * seller's next job.
     */
    private static final String CANDIDATES = """
            WITH RECURSIVE lanes AS (
                (SELECT lane FROM jobrunr_jobs WHERE state = 'ENQUEUED' AND NOT held AND queue = ?1 ORDER BY lane LIMIT 1)
                UNION ALL
                SELECT n.lane FROM lanes l CROSS JOIN LATERAL (
                    SELECT j.lane FROM jobrunr_jobs j
                    WHERE j.state = 'ENQUEUED' AND NOT j.held AND j.queue = ?1 AND j.lane > l.lane ORDER BY j.lane LIMIT 1) n),
            reached AS (SELECT * FROM unnest(?::text[], ?::uuid[]) AS r (lane, seller)),
            open AS (
                SELECT l.lane, coalesce((SELECT seller FROM reached r WHERE r.lane = l.lane), ?2) AS reached
                FROM lanes l
                WHERE l.lane <> ALL (?::text[]) AND split_part(l.lane, ':', 2) = ANY (?::text[]) AND (? OR l.lane LIKE 'click:%')
                  AND NOT EXISTS (SELECT FROM pause p WHERE p.scope = 'queue' AND p.name = ?1)
                  AND NOT EXISTS (SELECT FROM pause p WHERE p.scope = 'kind' AND p.name = split_part(l.lane, ':', 2))
                  AND NOT EXISTS (SELECT FROM pause p WHERE p.scope = 'marketplace' AND p.name = split_part(l.lane, ':', 3)))
            SELECT o.lane, s.seller_id, s.sort_key
            FROM open o CROSS JOIN LATERAL (
                WITH RECURSIVE further AS (
                    (SELECT j.seller_id, j.sort_key FROM jobrunr_jobs j
                     WHERE j.state = 'ENQUEUED' AND NOT j.held AND j.queue = ?1 AND j.lane = o.lane AND j.seller_id > o.reached
                     ORDER BY j.seller_id, j.sort_key LIMIT 1)
                    UNION ALL
                    SELECT n.* FROM further f CROSS JOIN LATERAL (
                        SELECT j.seller_id, j.sort_key FROM jobrunr_jobs j
                        WHERE j.state = 'ENQUEUED' AND NOT j.held AND j.queue = ?1 AND j.lane = o.lane
                          AND j.seller_id > f.seller_id
                        ORDER BY j.seller_id, j.sort_key LIMIT 1) n),
                around AS (
                    (SELECT j.seller_id, j.sort_key FROM jobrunr_jobs j
                     WHERE j.state = 'ENQUEUED' AND NOT j.held AND j.queue = ?1 AND j.lane = o.lane AND j.seller_id <= o.reached
                     ORDER BY j.seller_id, j.sort_key LIMIT 1)
                    UNION ALL
                    SELECT n.* FROM around a CROSS JOIN LATERAL (
                        SELECT j.seller_id, j.sort_key FROM jobrunr_jobs j
                        WHERE j.state = 'ENQUEUED' AND NOT j.held AND j.queue = ?1 AND j.lane = o.lane
                          AND j.seller_id > a.seller_id AND j.seller_id <= o.reached
                        ORDER BY j.seller_id, j.sort_key LIMIT 1) n)
                SELECT * FROM further UNION ALL SELECT * FROM around LIMIT ?) s""";

    /** Locks in the order of their names, so that claims never wait for each other in a circle; what is locked is skipped. */
    private static final String GATES = """
            SELECT s.id::text AS name, pg_try_advisory_xact_lock(7701, hashtext(s.id::text)) AS mine,
                NULL::int AS per_minute, NULL::int AS burst, NULL::text AS overflow, NULL::float8 AS tokens,
                NULL::timestamptz AS tokens_at, NULL::int[] AS spent, NULL::bigint AS spent_at, clock_timestamp() AS now
            FROM unnest(?::uuid[]) AS s (id)
            UNION ALL
            SELECT l.name, h.name IS NOT NULL, h.per_minute, h.burst, h.overflow, h.tokens, h.tokens_at, h.spent, h.spent_at,
                clock_timestamp()
            FROM (SELECT n.name FROM unnest(?::text[]) AS a (name) JOIN start_limit n ON n.name = a.name
                  UNION
                  SELECT n.overflow FROM unnest(?::text[]) AS a (name) JOIN start_limit n ON n.name = a.name
                  WHERE n.overflow IS NOT NULL
                  ORDER BY 1) l
            LEFT JOIN LATERAL (SELECT * FROM start_limit x WHERE x.name = l.name FOR UPDATE SKIP LOCKED) h ON true""";

    /**
     * The next jobs of each seller and lane, with how many of the seller's and the shop's jobs run. Reads past at most a hundred
     * jobs that cannot start because their own shop is busy. A job that changed since it was found has another version; asking for
     * its state once more would let the planner go by an index of states, past everything that waits.
     */
    private static final String JOBS = """
            SELECT t.n, j.id, j.shop_id, j.kind, o.id IS NOT NULL AS ours,
                (SELECT count(*) FROM jobrunr_jobs r WHERE r.state = 'PROCESSING' AND r.seller_id = t.seller) AS seller_runs,
                (SELECT count(*) FROM jobrunr_jobs r
                 WHERE r.state = 'PROCESSING' AND r.seller_id = t.seller AND r.shop_id = j.shop_id) AS shop_runs,
                coalesce((SELECT running FROM concurrency_limit c WHERE c.scope = 'seller' AND c.of = t.seller),
                    (SELECT running FROM concurrency_limit c WHERE c.scope = 'seller' AND c.of = ?2)) AS seller_limit,
                coalesce((SELECT running FROM concurrency_limit c WHERE c.scope = 'shop' AND c.of = j.shop_id),
                    (SELECT running FROM concurrency_limit c WHERE c.scope = 'shop' AND c.of = ?2)) AS shop_limit
            FROM unnest(?::text[], ?::uuid[]) WITH ORDINALITY AS t (lane, seller, n)
            CROSS JOIN LATERAL (
                SELECT h.id, h.shop_id, h.kind, h.seller_id FROM (
                    SELECT w.id, w.version, w.sort_key FROM jobrunr_jobs w
                    WHERE w.state = 'ENQUEUED' AND NOT w.held AND w.queue = ?1 AND w.lane = t.lane AND w.seller_id = t.seller
                      AND (w.scheduledat IS NULL OR w.scheduledat <= now() AT TIME ZONE 'utc')
                    ORDER BY w.sort_key, w.id LIMIT 100) w
                JOIN jobrunr_jobs h ON h.id = w.id AND h.version = w.version
                WHERE h.shop_id IS NULL OR (
                    NOT EXISTS (SELECT FROM jobrunr_jobs r WHERE r.state = 'PROCESSING' AND r.seller_id = t.seller
                                AND r.shop_id = h.shop_id AND r.kind = h.kind)
                    AND NOT EXISTS (SELECT FROM pause p WHERE p.scope = 'shop' AND p.name = h.shop_id::text))
                ORDER BY w.sort_key, w.id LIMIT ? FOR UPDATE OF h SKIP LOCKED) j
            LEFT JOIN job o ON o.id = j.id AND o.kind = j.kind AND coalesce(o.seller_id, ?2) = j.seller_id
            LIMIT ?""";

    /** Whoever claims a job owns it from that moment, and every earlier attempt is over. Commits with the same round trip. */
    private static final String TAKE = """
            WITH claimed AS (
                UPDATE jobrunr_jobs j SET state = 'PROCESSING', version = j.version + 1,
                    updatedat = now() AT TIME ZONE 'utc', server_id = ?3
                WHERE j.id = ANY (?::uuid[])
                RETURNING j.id, j.lane, coalesce(j.scheduledat, j.createdat) AS due),
            runs AS (
                INSERT INTO job_run AS r (job_id, seller_id, attempt, server, started_at, updated_at)
                SELECT c.id, o.seller_id, 1, ?4, now(), now() FROM claimed c JOIN job o ON o.id = c.id
                ON CONFLICT (job_id) DO UPDATE SET
                    attempt = r.attempt + 1, server = excluded.server, version = r.version + 1, started_at = now(),
                    updated_at = now(), finished_at = NULL, phase = NULL, phase_index = NULL, phase_count = NULL,
                    completed = 0, total = NULL, total_estimate = NULL, unit = NULL, outcome = NULL, reason = NULL, error = NULL
                RETURNING r.job_id, r.attempt, r.failures, r.started_at, r.counts),
            spent AS (
                UPDATE start_limit l SET tokens = n.tokens, tokens_at = n.tokens_at, spent = n.spent::int[], spent_at = n.spent_at
                FROM unnest(?::text[], ?::float8[], ?::timestamptz[], ?::text[], ?::bigint[])
                    AS n (name, tokens, tokens_at, spent, spent_at)
                WHERE l.name = n.name)
            SELECT o.id, o.seller_id, o.shop_id, o.kind, o.queue, o.args::text AS args, c.lane, r.attempt, r.failures,
                r.started_at, CASE WHEN r.counts = '{}' THEN NULL ELSE r.counts::text END AS counts,
                extract(epoch FROM now() AT TIME ZONE 'utc' - c.due) AS waited
            FROM claimed c JOIN runs r ON r.job_id = c.id JOIN job o ON o.id = c.id;
            COMMIT""";

    private final Connection connection;
    private final Queue queue;
    private final UUID serverId;
    private final String serverName;
    private final PreparedStatement candidates;
    private final PreparedStatement gates;
    private final PreparedStatement jobs;
    private final PreparedStatement take;

    /** @param connection opened with {@link #SETTINGS}; this closes it */
    ClaimStore(Connection connection, Queue queue, UUID serverId, String serverName) throws SQLException {
        this.connection = connection;
        this.queue = queue;
        this.serverId = serverId;
        this.serverName = serverName;
        this.candidates = connection.prepareStatement(literal(CANDIDATES));
        this.gates = connection.prepareStatement(GATES);
        this.jobs = connection.prepareStatement(literal(JOBS));
        this.take = connection.prepareStatement(literal(TAKE));
    }

    /** What never changes on this connection is part of the statement, so that it is planned with it. */
    private String literal(String sql) {
        return sql.replace("?1", "'" + queue.word() + "'")
                .replace("?2", "'" + JobQueue.NOBODY + "'::uuid")
                .replace("?3", "'" + serverId + "'::uuid")
                .replace("?4", "'" + serverName.replace("'", "''") + "'");
    }

    /** The next job of up to {@code most} sellers in each open lane, in the order of each lane's circle. */
    List<Candidate> candidates(
            Map<Lane, UUID> reached, Collection<Lane> closed, Collection<String> kinds, boolean clicksOnly, int most)
            throws SQLException {
        Object[] lanes = reached.keySet().stream().map(Lane::word).toArray();
        candidates.setArray(1, array("text", lanes));
        candidates.setArray(2, array("uuid", reached.values().toArray()));
        candidates.setArray(3, array("text", closed.stream().map(Lane::word).toArray()));
        candidates.setArray(4, array("text", kinds.toArray()));
        candidates.setBoolean(5, !clicksOnly);
        candidates.setInt(6, most);
        List<Candidate> found = new ArrayList<>();
        try (ResultSet rows = query(candidates)) {
            while (rows.next()) {
                found.add(new Candidate(
                        Lane.of(rows.getString(1)),
                        rows.getObject(2, UUID.class),
                        rows.getObject(3, LocalDateTime.class).toInstant(ZoneOffset.UTC)));
            }
        }
        return found;
    }

    /** What a claim may touch: the sellers nobody else is claiming for, and the limits with their permits. */
    record Gates(Set<UUID> sellers, StartPermits permits) {}

    /** Begins the claim's transaction. */
    Gates lock(Collection<UUID> sellers, Collection<String> limits) throws SQLException {
        connection.setAutoCommit(false);
        Array names = array("text", limits.stream().sorted().toArray());
        gates.setArray(
                1,
                array(
                        "uuid",
                        sellers.stream()
                                .filter(seller -> !JobQueue.NOBODY.equals(seller))
                                .sorted()
                                .toArray()));
        gates.setArray(2, names);
        gates.setArray(3, names);
        Set<UUID> mine = new HashSet<>(Set.of(JobQueue.NOBODY));
        List<StartLimit> held = new ArrayList<>();
        Set<String> locked = new HashSet<>();
        Instant now = Instant.EPOCH;
        try (ResultSet rows = query(gates)) {
            while (rows.next()) {
                String name = rows.getString("name");
                now = rows.getTimestamp("now").toInstant();
                if (!rows.getBoolean("mine")) {
                    locked.add(name);
                } else if (rows.getTimestamp("tokens_at") == null) {
                    mine.add(UUID.fromString(name));
                } else {
                    held.add(limit(name, rows));
                }
            }
        }
        return new Gates(mine, new StartPermits(held, locked, now));
    }

    private static StartLimit limit(String name, ResultSet row) throws SQLException {
        Integer[] spent = (Integer[]) row.getArray("spent").getArray();
        return new StartLimit(
                name,
                row.getInt("per_minute"),
                row.getInt("burst"),
                Optional.ofNullable(row.getString("overflow")),
                row.getDouble("tokens"),
                row.getTimestamp("tokens_at").toInstant(),
                Arrays.stream(spent).mapToInt(Integer::intValue).toArray(),
                row.getLong("spent_at"));
    }

    /**
     * A job that may start, locked.
     *
     * @param place of its candidate in the order asked for, from 0
     */
    record Startable(
            int place, UUID id, UUID shop, String kind, int sellerRuns, int sellerLimit, int shopRuns, int shopLimit) {}

    /**
     * Up to {@code each} jobs of every candidate, each candidate's in their order, and {@code most} in all; hostile rows are put aside
     * on the way.
     */
    List<Startable> startable(List<Candidate> from, int each, int most) throws SQLException {
        jobs.setArray(
                1,
                array(
                        "text",
                        from.stream().map(candidate -> candidate.lane().word()).toArray()));
        jobs.setArray(2, array("uuid", from.stream().map(Candidate::seller).toArray()));
        jobs.setInt(3, each);
        jobs.setInt(4, most);
        List<Startable> found = new ArrayList<>();
        List<UUID> hostile = new ArrayList<>();
        try (ResultSet rows = query(jobs)) {
            while (rows.next()) {
                if (rows.getBoolean("ours")) {
                    found.add(new Startable(
                            rows.getInt("n") - 1,
                            rows.getObject("id", UUID.class),
                            rows.getObject("shop_id", UUID.class),
                            rows.getString("kind"),
                            rows.getInt("seller_runs"),
                            rows.getInt("seller_limit"),
                            rows.getInt("shop_runs"),
                            rows.getInt("shop_limit")));
                } else {
                    hostile.add(rows.getObject("id", UUID.class));
                }
            }
        }
        if (!hostile.isEmpty()) {
            HostileRows.QUARANTINED.found(connection, hostile);
        }
        return found;
    }

    /** Makes the jobs this server's, spends the permits and commits. */
    List<StoredJob> take(List<UUID> chosen, List<StartLimit> spent) throws SQLException {
        take.setArray(1, array("uuid", chosen.toArray()));
        take.setArray(2, array("text", spent.stream().map(StartLimit::name).toArray()));
        take.setArray(3, array("float8", spent.stream().map(StartLimit::tokens).toArray()));
        take.setArray(
                4,
                array(
                        "timestamptz",
                        spent.stream()
                                .map(limit -> Timestamp.from(limit.tokensAt()))
                                .toArray()));
        take.setArray(5, array("text", spent.stream().map(ClaimStore::spentText).toArray()));
        take.setArray(6, array("int8", spent.stream().map(StartLimit::spentAt).toArray()));
        List<StoredJob> claimed = new ArrayList<>(chosen.size());
        StatementCount.sent();
        take.execute();
        try (ResultSet rows = take.getResultSet()) {
            while (rows.next()) {
                claimed.add(claimed(rows));
            }
        }
        connection.setAutoCommit(true);
        return claimed;
    }

    private static StoredJob claimed(ResultSet row) throws SQLException {
        return new StoredJob(
                row.getObject("id", UUID.class),
                row.getObject("seller_id", UUID.class),
                row.getObject("shop_id", UUID.class),
                row.getString("kind"),
                Queue.of(row.getString("queue")),
                Lane.of(row.getString("lane")).origin(),
                row.getString("args"),
                row.getInt("attempt"),
                row.getInt("failures"),
                row.getTimestamp("started_at").toInstant(),
                JobRunStore.waited(row.getDouble("waited")),
                JobRunStore.counts(row.getString("counts")));
    }

    void commit() throws SQLException {
        connection.commit();
        connection.setAutoCommit(true);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static ResultSet query(PreparedStatement statement) throws SQLException {
        StatementCount.sent();
        return statement.executeQuery();
    }

    private Array array(String type, Object[] values) throws SQLException {
        return connection.createArrayOf(type, values);
    }

    private static String spentText(StartLimit limit) {
        return Arrays.toString(limit.spent())
                .replace('[', '{')
                .replace(']', '}')
                .replace(" ", "");
    }
}
