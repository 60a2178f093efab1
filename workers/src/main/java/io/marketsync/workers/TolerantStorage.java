package io.marketsync.workers;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.storage.BackgroundJobServerStatus;
import org.jobrunr.storage.ServerTimedOutException;
import org.jobrunr.storage.StorageException;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.ThreadSafeStorageProvider;
import org.jobrunr.storage.navigation.AmountRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.telemetry.Trouble;

/**
 * JobRunr's storage for one of its servers: lets it live through an outage of the database, during which its own code would stop it
 * for good, and takes from it what {@link Heartbeat}, {@code DueClock} and cleanup.jobs do. The dashboard and the api use the storage
 * below, and see errors. Called by JobRunr's threads.
 */
final class TolerantStorage extends ThreadSafeStorageProvider {

    private static final Logger LOG = LoggerFactory.getLogger(TolerantStorage.class);

    private final String server;
    private volatile UUID master;
    private final Trouble away = new Trouble();

    TolerantStorage(StorageProvider storage, String server) {
        super(storage);
        this.server = server;
    }

    /** Not announced yet, JobRunr tries again at its next poll; an exception would end it. */
    @Override
    public boolean signalBackgroundJobServerAlive(BackgroundJobServerStatus status) {
        try {
            boolean running = super.signalBackgroundJobServerAlive(status);
            back();
            return running;
        } catch (ServerTimedOutException removed) {
            return announceAgain(status);
        } catch (StorageException unreachable) {
            gone(unreachable);
            return true;
        }
    }

    private boolean announceAgain(BackgroundJobServerStatus status) {
        try {
            super.announceBackgroundJobServer(status);
            back();
        } catch (StorageException unreachable) {
            gone(unreachable);
        }
        return true;
    }

    /** By their age on somebody else's clock, after an outage everybody's; JobRunr's rows of the dead are only shown. */
    @Override
    public int removeTimedOutBackgroundJobServers(Instant heartbeatOlderThan) {
        try {
            return away.lasts() ? 0 : super.removeTimedOutBackgroundJobServers(heartbeatOlderThan.minusSeconds(60));
        } catch (StorageException unreachable) {
            gone(unreachable);
            return 0;
        }
    }

    @Override
    public UUID getLongestRunningBackgroundJobServerId() {
        try {
            master = super.getLongestRunningBackgroundJobServerId();
        } catch (StorageException unreachable) {
            gone(unreachable);
            if (master == null) {
                throw unreachable;
            }
        }
        return master;
    }

    @Override
    public void signalBackgroundJobServerStopped(BackgroundJobServerStatus status) {
        try {
            super.signalBackgroundJobServerStopped(status);
        } catch (StorageException unreachable) {
            LOG.info("{} stops without telling: the database does not answer", server);
        }
    }

    @Override
    public List<Job> getJobList(StateName state, AmountRequest amount) {
        return List.of();
    }

    @Override
    public List<Job> getScheduledJobs(Instant scheduledBefore, AmountRequest amount) {
        return List.of();
    }

    @Override
    public List<Job> getCarbonAwareJobList(Instant deadlineBefore, AmountRequest amount) {
        return List.of();
    }

    @Override
    public void publishTotalAmountOfSucceededJobs(int amount) {
        // counted with the jobs
    }

    private void gone(StorageException reason) {
        if (away.begins()) {
            LOG.warn(
                    "{} cannot reach the database; it goes on and claims again when it is back: {}",
                    server,
                    Trouble.why(reason));
        }
    }

    private void back() {
        if (away.ends()) {
            LOG.info("{} reaches the database again", server);
        }
    }
}
