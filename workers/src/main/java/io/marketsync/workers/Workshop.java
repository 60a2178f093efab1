package io.marketsync.workers;

import java.time.Clock;

import org.jobrunr.utils.mapper.JsonMapper;

import io.marketsync.db.Transactions;
import io.marketsync.job.Kinds;
import io.marketsync.queue.Claims;
import io.marketsync.queue.Completions;
import io.marketsync.queue.JobRunner;
import io.marketsync.queue.QueueStorage;
import io.marketsync.queue.RunningAttempts;
import io.marketsync.telemetry.JobMetrics;

/**
 * What all pools of a process share.
 *
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
        Claims.Connections claimConnections,
        Clock clock,
        String process) {}
