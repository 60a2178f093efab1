package io.marketsync.workers;

import java.time.Clock;
import java.util.random.RandomGenerator;

import io.agroal.api.AgroalDataSource;
import org.jobrunr.utils.mapper.JsonMapper;

import io.marketsync.breaker.KeyBreaker;
import io.marketsync.db.Database;
import io.marketsync.db.JdbcTransactions;
import io.marketsync.db.Transactions;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.Kinds;
import io.marketsync.permit.ProcessMembers;
import io.marketsync.queue.Completions;
import io.marketsync.queue.GuardedJobMapper;
import io.marketsync.queue.HostileRows;
import io.marketsync.queue.JobRunner;
import io.marketsync.queue.JobRunrJson;
import io.marketsync.queue.QueueStorage;
import io.marketsync.queue.RunningAttempts;
import io.marketsync.telemetry.JobMetrics;

/**
 * What all pools of a process share.
 *
 * @param connections outside the data source, to the same database
 * @param members who else calls marketplaces
 * @param mostConnections of the data source
 * @param process how the process is called in the dashboard and in job runs
 */
public record Workshop(
        QueueStorage storage,
        JsonMapper json,
        JobRunner runner,
        RunningAttempts running,
        Completions completions,
        Kinds kinds,
        JobMetrics metrics,
        Transactions transactions,
        ListenConnections connections,
        ProcessMembers members,
        int mostConnections,
        Clock clock,
        String process) {

    /** @param workers connects as the role of the workers */
    public static Workshop on(
            AgroalDataSource workers,
            Kinds kinds,
            JobMetrics metrics,
            Clock clock,
            RandomGenerator random,
            String process) {
        return on(workers, kinds, metrics, new ProcessMembers(), clock, random, process);
    }

    /** @param members as in the permits that the kinds' handlers use */
    public static Workshop on(
            AgroalDataSource workers,
            Kinds kinds,
            JobMetrics metrics,
            ProcessMembers members,
            Clock clock,
            RandomGenerator random,
            String process) {
        Transactions transactions = new JdbcTransactions(Database.on(workers));
        JsonMapper json = new JobRunrJson();
        QueueStorage storage = new QueueStorage(workers, HostileRows.QUARANTINED);
        storage.setJobMapper(new GuardedJobMapper(json));
        JobRunStore runs = new JobRunStore();
        RunningAttempts running = new RunningAttempts();
        return new Workshop(
                storage,
                json,
                new JobRunner(kinds, transactions, runs, new KeyBreaker(transactions), metrics, clock, random),
                running,
                new Completions(transactions, runs, running::recorded),
                kinds,
                metrics,
                transactions,
                ListenConnections.like(workers),
                members,
                workers.getConfiguration().connectionPoolConfiguration().maxSize(),
                clock,
                process);
    }
}
