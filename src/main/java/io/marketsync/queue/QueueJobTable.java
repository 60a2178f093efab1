package io.marketsync.queue;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jdbi.v3.core.Jdbi;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.JobListVersioner;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.jobs.states.SchedulableState;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.storage.ConcurrentJobModificationException;
import org.jobrunr.storage.StorageException;
import org.jobrunr.storage.navigation.AmountRequest;
import org.jobrunr.storage.sql.common.JobTable;
import org.jobrunr.storage.sql.common.db.Dialect;
import org.jobrunr.storage.sql.common.db.SqlResultSet;
import org.jobrunr.storage.sql.common.mapper.SqlJobPageRequestMapper;

import io.marketsync.db.Database;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.Queue;

/**
 * jobrunr_jobs with our columns. Reads through {@link JobRowGuard} by id, so that one hostile row never stops a server; writes
 * many jobs with one statement; writes the end of an attempt in the transaction of the job's new state.
 */
final class QueueJobTable extends JobTable {

    /**
     * First version of the claim: priority inside the queue, nothing before it is due, one running job per kind and shop. The
     * advisory lock of the queue keeps two claimers from seeing the same shop idle; it is held for one claim.
     */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('marketsync claim ' || ?))";

    private static final String CLAIMABLE = """
            SELECT id, shop_id, kind, version, state, jobasjson FROM jobrunr_jobs j
            WHERE state = 'ENQUEUED' AND queue = ?
              AND (scheduledat IS NULL OR scheduledat <= now() AT TIME ZONE 'utc')
              AND NOT EXISTS (SELECT FROM jobrunr_jobs r
                              WHERE r.state = 'PROCESSING' AND r.shop_id = j.shop_id AND r.kind = j.kind)
            ORDER BY queue, sort_key, id
            LIMIT ? FOR UPDATE SKIP LOCKED""";

    private static final String UPDATE_MANY = """
            WITH updated AS (
                UPDATE jobrunr_jobs j SET version = n.version, jobasjson = n.json, state = n.state,
                    updatedat = n.updated AT TIME ZONE 'utc', scheduledat = n.scheduled AT TIME ZONE 'utc'
                FROM unnest(?::uuid[], ?::int[], ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[])
                    AS n (id, version, json, state, updated, scheduled)
                WHERE j.id = n.id AND j.version = n.version - 1
                RETURNING j.id, j.queue, j.state),
            woken AS (SELECT pg_notify('marketsync_jobs', queue)
                      FROM (SELECT DISTINCT queue FROM updated WHERE state = 'ENQUEUED') q)
            SELECT id, (SELECT count(*) FROM woken) FROM updated""";

    private static final Set<StateName> TERMINAL = Set.of(StateName.SUCCEEDED, StateName.FAILED, StateName.DELETED);

    private final Connection connection;
    private final JobMapper jobMapper;
    private final SqlJobPageRequestMapper pages;
    private final LocalAttempts attempts;
    private final HostileRows hostileRows;
    private final JobRunStore runs = new JobRunStore();

    QueueJobTable(
            Connection connection,
            Dialect dialect,
            JobMapper jobMapper,
            LocalAttempts attempts,
            HostileRows hostileRows) {
        super(connection, dialect, null, jobMapper);
        this.connection = connection;
        this.jobMapper = jobMapper;
        this.pages = new SqlJobPageRequestMapper(this, dialect);
        this.attempts = attempts;
        this.hostileRows = hostileRows;
    }

    /** Up to {@code limit} jobs of the queue in the order they should start, locked until the transaction ends. */
    List<Job> claimable(Queue queue, int limit) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK);
                PreparedStatement select = connection.prepareStatement(CLAIMABLE)) {
            lock.setString(1, queue.word());
            lock.execute();
            select.setString(1, queue.word());
            select.setInt(2, limit);
            try (ResultSet rows = select.executeQuery()) {
                return oneOfEachShopAndKind(rows);
            }
        }
    }

    /** Two waiting jobs of one shop and kind (a run and its re-run) never start together. */
    private List<Job> oneOfEachShopAndKind(ResultSet rows) throws SQLException {
        List<Row> chosen = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        while (rows.next()) {
            String shop = rows.getString("shop_id");
            if (shop == null || seen.add(shop + rows.getString("kind"))) {
                chosen.add(new Row(
                        rows.getObject("id", UUID.class),
                        rows.getInt("version"),
                        rows.getString("state"),
                        rows.getString("jobasjson")));
            }
        }
        return jobs(chosen);
    }

    @Override
    public Job save(Job job) throws SQLException {
        Job saved = super.save(job);
        attempts.peek(job.getId())
                .ifPresent(end -> jdbi().useHandle(on -> runs.end(on, end, TERMINAL.contains(job.getState()))));
        return saved;
    }

    @Override
    public List<Job> save(List<Job> jobs) throws SQLException {
        if (jobs.isEmpty()) {
            return jobs;
        }
        try (JobListVersioner versions = new JobListVersioner(jobs)) {
            Set<UUID> updated = updateMany(jobs);
            endWithoutAttempt(
                    jobs.stream().filter(job -> updated.contains(job.getId())).toList());
            List<Job> lost =
                    jobs.stream().filter(job -> !updated.contains(job.getId())).toList();
            if (lost.isEmpty()) {
                versions.commitVersions();
                return jobs;
            }
            versions.rollbackVersions(lost);
            throw new ConcurrentJobModificationException(lost);
        }
    }

    /** A new attempt of each claimed job, by job. */
    Map<UUID, Integer> countAttempts(List<Job> claimed, String server) {
        if (claimed.isEmpty()) {
            return Map.of();
        }
        List<UUID> ids = claimed.stream().map(Job::getId).toList();
        return jdbi().withHandle(on -> runs.claim(on, ids, server));
    }

    /** Jobs that fail in bulk ended without their thread: their worker died. Some get another attempt, some had it too often. */
    private void endWithoutAttempt(List<Job> jobs) {
        List<UUID> dead = idsIn(StateName.FAILED, jobs);
        if (!dead.isEmpty()) {
            jdbi().useHandle(on -> runs.endWithoutAttempt(on, dead));
        }
        List<UUID> orphaned = idsIn(StateName.SCHEDULED, jobs);
        if (!orphaned.isEmpty()) {
            jdbi().useHandle(on -> runs.orphaned(on, orphaned));
        }
    }

    private static List<UUID> idsIn(StateName state, List<Job> jobs) {
        return jobs.stream().filter(job -> job.hasState(state)).map(Job::getId).toList();
    }

    private Jdbi jdbi() {
        return Database.on(connection);
    }

    private Set<UUID> updateMany(List<Job> jobs) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(UPDATE_MANY)) {
            update.setArray(1, array("uuid", jobs.stream().map(Job::getId).toArray()));
            update.setArray(2, array("int4", jobs.stream().map(Job::getVersion).toArray()));
            update.setArray(
                    3, array("text", jobs.stream().map(jobMapper::serializeJob).toArray()));
            update.setArray(
                    4,
                    array(
                            "text",
                            jobs.stream().map(job -> job.getState().name()).toArray()));
            update.setArray(
                    5,
                    array(
                            "timestamptz",
                            jobs.stream().map(job -> text(job.getUpdatedAt())).toArray()));
            update.setArray(
                    6,
                    array(
                            "timestamptz",
                            jobs.stream().map(QueueJobTable::scheduledAt).toArray()));
            Set<UUID> updated = new HashSet<>();
            try (ResultSet rows = update.executeQuery()) {
                while (rows.next()) {
                    updated.add(rows.getObject(1, UUID.class));
                }
            }
            return updated;
        }
    }

    @Override
    public Optional<Job> selectJobById(UUID id) {
        withId(id);
        return guarded("id, version, state, jobasjson from jobrunr_jobs where id = :id", "").stream()
                .findFirst();
    }

    @Override
    public List<Job> selectJobsByState(StateName state, AmountRequest amount) {
        withState(state);
        return guarded("id, version, state, jobasjson from jobrunr_jobs where state = :state", pages.map(amount));
    }

    @Override
    public List<Job> selectJobsByState(StateName state, Instant updatedBefore, AmountRequest amount) {
        withState(state).withUpdatedBefore(updatedBefore);
        return guarded(
                "id, version, state, jobasjson from jobrunr_jobs where state = :state AND updatedAt <= :updatedBefore",
                pages.map(amount));
    }

    @Override
    public List<Job> selectJobsWithStateBefore(StateName state, Instant scheduledBefore, AmountRequest amount) {
        withState(state).withScheduledAt(scheduledBefore);
        return guarded(
                "id, version, state, jobasjson from jobrunr_jobs where state = :state AND scheduledAt <= :scheduledAt",
                pages.map(amount));
    }

    private List<Job> guarded(String statement, String suffix) {
        try {
            return jobs(select(statement, suffix).map(QueueJobTable::row).collect(Collectors.toList()));
        } catch (SQLException e) {
            throw new StorageException(e);
        }
    }

    private List<Job> jobs(List<Row> rows) throws SQLException {
        List<Job> jobs = new ArrayList<>(rows.size());
        List<UUID> hostile = new ArrayList<>();
        for (Row row : rows) {
            try {
                jobs.add(read(row));
            } catch (RuntimeException unreadable) {
                hostile.add(row.id);
            }
        }
        if (!hostile.isEmpty()) {
            hostileRows.found(connection, hostile);
        }
        return jobs;
    }

    private Job read(Row row) {
        Job job = jobMapper.deserializeJob(row.json);
        JobRowGuard.checkIsOf(job, row.id, row.version, row.state);
        return job;
    }

    private static Row row(SqlResultSet columns) {
        return new Row(
                columns.asUUID("id"),
                columns.asInt("version"),
                columns.asString("state"),
                columns.asString("jobasjson"));
    }

    private Array array(String type, Object[] values) throws SQLException {
        return connection.createArrayOf(type, values);
    }

    private static String scheduledAt(Job job) {
        return job.getLastJobStateOfType(SchedulableState.class)
                .map(state -> text(state.getScheduledAt()))
                .orElse(null);
    }

    private static String text(Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private record Row(UUID id, int version, String state, String json) {}
}
