package io.marketsync.queue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.storage.StorageException;
import org.jobrunr.storage.navigation.AmountRequest;
import org.jobrunr.storage.sql.common.JobTable;
import org.jobrunr.storage.sql.common.db.Dialect;
import org.jobrunr.storage.sql.common.db.SqlResultSet;
import org.jobrunr.storage.sql.common.mapper.SqlJobPageRequestMapper;

/** jobrunr_jobs as the dashboard reads it: through {@link JobRowGuard}, row by row, so that one hostile row hides no other. */
final class QueueJobTable extends JobTable {

    /** As {@link JobText} wants them. JobRunr's parser of statements takes a colon for the start of a name. */
    private static final String ROWS = """
            j.id, j.version, j.state, j.kind, j.queue, j.jobasjson, coalesce(cast(j.server_id AS text), '') AS server,
            coalesce(s.name, '') AS server_name, job_micros(j.updatedat AT TIME ZONE 'utc') AS since
            from jobrunr_jobs j LEFT JOIN jobrunr_backgroundjobservers s ON s.id = j.server_id
            """;

    private final Connection connection;
    private final JobMapper jobMapper;
    private final SqlJobPageRequestMapper pages;
    private final HostileRows hostileRows;

    QueueJobTable(Connection connection, Dialect dialect, JobMapper jobMapper, HostileRows hostileRows) {
        super(connection, dialect, null, jobMapper);
        this.connection = connection;
        this.jobMapper = jobMapper;
        this.pages = new SqlJobPageRequestMapper(this, dialect);
        this.hostileRows = hostileRows;
    }

    @Override
    public Optional<Job> selectJobById(UUID id) {
        withId(id);
        return guarded(ROWS + "where j.id = :id", "").stream().findFirst();
    }

    @Override
    public long countJobs(StateName state) {
        return withState(state)
                .select("n from job_counts where state = :state")
                .mapToLong(count -> count.asLong("n"))
                .sum();
    }

    @Override
    public List<Job> selectJobsByState(StateName state, AmountRequest amount) {
        withState(state);
        return guarded(ROWS + "where j.state = :state", pages.map(amount));
    }

    @Override
    public List<Job> selectJobsWithStateBefore(StateName state, Instant scheduledBefore, AmountRequest amount) {
        withState(state).withScheduledAt(scheduledBefore);
        return guarded(ROWS + "where j.state = :state AND j.scheduledAt <= :scheduledAt", pages.map(amount));
    }

    private List<Job> guarded(String statement, String suffix) {
        try {
            return jobs(select(statement, suffix).map(QueueJobTable::row).collect(Collectors.toList()));
        } catch (SQLException e) {
            throw new StorageException(e);
        }
    }

    private List<Job> jobs(List<JobText.Row> rows) throws SQLException {
        List<Job> jobs = new ArrayList<>(rows.size());
        List<UUID> hostile = new ArrayList<>();
        for (JobText.Row row : rows) {
            try {
                jobs.add(read(row));
            } catch (RuntimeException unreadable) {
                hostile.add(row.id());
            }
        }
        if (!hostile.isEmpty()) {
            hostileRows.found(connection, hostile);
        }
        return jobs;
    }

    private Job read(JobText.Row row) {
        Job job = jobMapper.deserializeJob(JobText.of(row));
        JobRowGuard.checkIsOf(job, row.id(), row.version(), row.state());
        return job;
    }

    private static JobText.Row row(SqlResultSet columns) {
        return new JobText.Row(
                columns.asUUID("id"),
                columns.asInt("version"),
                columns.asString("state"),
                columns.asString("kind"),
                columns.asString("queue"),
                columns.asString("jobasjson"),
                columns.asString("server"),
                columns.asString("server_name"),
                columns.asLong("since"));
    }
}
