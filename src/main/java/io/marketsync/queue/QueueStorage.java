package io.marketsync.queue;

import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.RecurringJob;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.storage.RecurringJobsResult;
import org.jobrunr.storage.StorageProviderUtils.DatabaseOptions;
import org.jobrunr.storage.navigation.AmountRequest;
import org.jobrunr.storage.sql.common.DefaultSqlStorageProvider;
import org.jobrunr.storage.sql.common.JobTable;

/**
 * JobRunr's storage over our tables, for its servers and its dashboard. Jobs are written by {@link JobQueue}, {@link ClaimStore}
 * and their like alone, never through here; and no row becomes code. The data source takes part in no JTA transaction. The schema
 * comes from Flyway alone.
 */
public class QueueStorage extends DefaultSqlStorageProvider {

    private final HostileRows hostileRows;
    private volatile JobMapper jobMapper;

    public QueueStorage(DataSource dataSource, HostileRows hostileRows) {
        super(dataSource, new UuidDialect(), DatabaseOptions.NO_VALIDATE);
        this.hostileRows = hostileRows;
    }

    @Override
    public void setJobMapper(JobMapper jobMapper) {
        super.setJobMapper(jobMapper);
        this.jobMapper = jobMapper;
    }

    /** Pools claim by {@link Claims}; JobRunr's own onboarding finds nothing. */
    @Override
    public List<Job> getJobsToProcess(BackgroundJobServer server, AmountRequest amount) {
        return List.of();
    }

    @Override
    public Job save(Job job) {
        throw new UnsupportedOperationException("jobs are moved by marketsync's own statements");
    }

    @Override
    public List<Job> save(List<Job> jobs) {
        throw new UnsupportedOperationException("jobs are moved by marketsync's own statements");
    }

    /** JobRunr's master looks for orphans and for succeeded jobs to remove this way; both are our own duties. */
    @Override
    public List<Job> getJobList(StateName state, Instant updatedBefore, AmountRequest amount) {
        return List.of();
    }

    /** Our {@link RetentionStore} removes a job with everything that is kept of it. */
    @Override
    public int deleteJobsPermanently(StateName state, Instant updatedBefore) {
        return 0;
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
        return new QueueJobTable(connection, dialect, jobMapper, hostileRows);
    }
}
