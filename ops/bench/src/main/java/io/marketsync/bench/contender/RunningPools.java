package io.marketsync.bench.contender;

/** Slots that claim and run jobs. When {@link #close} returns, jobs that ran are recorded in the database and nothing is claimed. */
public interface RunningPools extends AutoCloseable {
    @Override
    void close();
}
