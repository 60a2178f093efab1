package io.marketsync.queue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.RecurringJob;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.storage.JobStats;
import org.jobrunr.storage.RecurringJobsResult;
import org.jobrunr.storage.StorageException;
import org.jobrunr.storage.StorageProviderUtils.DatabaseOptions;
import org.jobrunr.storage.navigation.AmountRequest;
import org.jobrunr.storage.sql.common.DefaultSqlStorageProvider;
import org.jobrunr.storage.sql.common.JobTable;
import org.jobrunr.storage.sql.common.db.Transaction;

import io.marketsync.job.Queue;

/**
 * JobRunr's storage over our tables: each server claims from its own queue, the end of an attempt commits with the job's state,
 * and no row becomes code. The data source takes part in no JTA transaction. The schema comes from Flyway alone.
 */
public class QueueStorage extends DefaultSqlStorageProvider {

    /** Counting a million rows takes most of a second, and JobRunr asks every five. */
    private static final Duration STATS_KEPT = Duration.ofSeconds(15);

    private final LocalAttempts attempts;
    private final HostileRows hostileRows;
    private final ReentrantLock counting = new ReentrantLock();
    private volatile JobMapper jobMapper;
    private volatile JobStats stats;

    public QueueStorage(DataSource dataSource, LocalAttempts attempts, HostileRows hostileRows) {
        super(dataSource, new UuidDialect(), DatabaseOptions.NO_VALIDATE);
        this.attempts = attempts;
        this.hostileRows = hostileRows;
    }

    @Override
    public void setJobMapper(JobMapper jobMapper) {
        super.setJobMapper(jobMapper);
        this.jobMapper = jobMapper;
    }

    @Override
    public List<Job> getJobsToProcess(BackgroundJobServer server, AmountRequest amount) {
        Queue queue = ((ServesQueue) server).queue();
        try (Connection connection = dataSource.getConnection();
                Transaction transaction = new Transaction(connection)) {
            QueueJobTable table = queueTable(connection);
            List<Job> claimed = table.claimable(queue, amount.getLimit());
            claimed.forEach(job -> job.startProcessingOn(server));
            table.save(claimed);
            Map<UUID, Integer> claims =
                    table.countAttempts(claimed, server.getConfiguration().getName());
            transaction.commit();
            attempts.claimed(claims);
            return claimed;
        } catch (SQLException e) {
            throw new StorageException(e);
        }
    }

    @Override
    public Job save(Job job) {
        try {
            return super.save(job);
        } finally {
            attempts.remove(job.getId());
        }
    }

    @Override
    public JobStats getJobStats() {
        JobStats known = stats;
        if (known != null && known.getTimeStamp().plus(STATS_KEPT).isAfter(Instant.now())) {
            return known;
        }
        counting.lock();
        try {
            if (stats == known) {
                stats = super.getJobStats();
            }
            return stats;
        } finally {
            counting.unlock();
        }
    }

    /** Schedules are ours (quarkus-scheduler), so a row of that table is hostile; its JSON would name what to call. */
    @Override
    public RecurringJobsResult getRecurringJobs() {
        return new RecurringJobsResult();
    }

    @Override
    public boolean recurringJobsUpdated(Long knownHash) {
        return false;
    }

    @Override
    public RecurringJob saveRecurringJob(RecurringJob job) {
        throw new UnsupportedOperationException("marketsync schedules without JobRunr's recurring jobs");
    }

    /** JobRunr loads the classes that these name, only to warn of missing ones at start; every job of ours has the same. */
    @Override
    public Set<String> getDistinctJobSignatures(StateName... states) {
        return Set.of();
    }

    @Override
    protected JobTable jobTable(Connection connection) {
        return queueTable(connection);
    }

    private QueueJobTable queueTable(Connection connection) {
        return new QueueJobTable(connection, dialect, jobMapper, attempts, hostileRows);
    }
}
