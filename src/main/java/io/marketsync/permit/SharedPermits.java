package io.marketsync.permit;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.redis.RedisAway;
import io.marketsync.redis.RedisRefused;

/**
 * Permits in Redis while it is there, and this process's own share of each budget while it is not. No budget is exceeded on the way:
 *
 * <p>Away: nothing is granted until every other process knows by its heartbeat that this one is on its own (and gives that much less
 * in Redis), and until a whole window has passed since. A change of who lives starts that again, because shares grow with it.
 * Back: what was granted here in the last window is written to Redis before Redis is asked. A process whose heartbeat does not go
 * through grants nothing: others may have changed the shares. Nothing throws into a caller. Usable by many threads.
 */
public final class SharedPermits implements Permits {

    private static final Logger LOG = LoggerFactory.getLogger(SharedPermits.class);

    /** Failures in a row, over so long a time, until this process goes on by itself. */
    private static final int FAILURES = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration ASK_AGAIN = Duration.ofMillis(100);
    private static final Duration NOT_YET = Duration.ofSeconds(2);

    /** How long this process waits for a share of its own before it asks whether Redis is back. */
    private static final Duration LONGEST_LOCAL_WAIT = Duration.ofSeconds(15);

    private static final Duration FOR_NOW = Duration.ofDays(1);

    /** Less than all: clocks of processes run at different speeds, and nobody corrects them here. */
    private static final double MARGIN = 0.1;

    /** Who the members are, and since when this process knows; empty while the heartbeat does not go through. */
    public interface Membership {

        Optional<Members> members();

        /** A heartbeat this old says nothing any more; all know of a change that was told this long ago. */
        Duration knownWithin();

        /** Tells the others at once. */
        void keepsPermitsLocally(boolean local);
    }

    /** Where permits are kept. */
    public enum Mode {
        SHARED,
        LOCAL
    }

    private final RedisPermits redis;
    private final LocalPermits local;
    private final Membership membership;
    private final LongSupplier nanos;
    private final Object switching = new Object();
    private volatile Mode mode = Mode.SHARED;
    private volatile Members divided;
    private int failures;
    private long failingSince;

    /** @param redis for the part of each budget that {@link Members#shared} says */
    public SharedPermits(RedisPermits redis, PermitsConfig config, Membership membership, LongSupplier nanos) {
        this.redis = redis;
        this.local = new LocalPermits(config, nanos, this::share);
        this.membership = membership;
        this.nanos = nanos;
    }

    public Mode mode() {
        return mode;
    }

    @Override
    public Answer ask(Ask ask) {
        Optional<Members> members = membership.members();
        if (members.isEmpty()) {
            return later(ask, NOT_YET);
        }
        return mode == Mode.SHARED ? askRedis(ask) : askLocal(ask, members.get());
    }

    private Answer askRedis(Ask ask) {
        try {
            Answer answer = redis.ask(ask.since() < 0 ? ask.again(0) : ask);
            failures = 0;
            return answer;
        } catch (RedisAway | RedisRefused failure) {
            failed(failure);
            return later(ask, ASK_AGAIN);
        }
    }

    private void failed(RuntimeException failure) {
        synchronized (switching) {
            if (failures++ == 0) {
                failingSince = nanos.getAsLong();
            }
            if (failures >= FAILURES && nanos.getAsLong() - failingSince > PATIENCE.toNanos()) {
                away(failure.getMessage());
            }
        }
    }

    /** Redis is not to be used: this process goes on by itself. */
    public void away(String why) {
        synchronized (switching) {
            if (mode == Mode.LOCAL) {
                return;
            }
            mode = Mode.LOCAL;
            divided = null;
            local.begin(FOR_NOW);
            membership.keepsPermitsLocally(true);
            LOG.warn(
                    "permits are kept by this process alone until Redis is back: first none, then its share of each budget; {}",
                    why);
        }
    }

    private Answer askLocal(Ask ask, Members members) {
        if (!members.knowSelfAsLocal()) {
            return later(ask, NOT_YET);
        }
        divide(members);
        Answer answer = local.ask(ask.again(Math.max(0, -ask.since())));
        if (!(answer instanceof Answer.Later later)) {
            return answer;
        }
        boolean shorten = !later.held() && later.in().compareTo(LONGEST_LOCAL_WAIT) > 0;
        return new Answer.Later(
                shorten ? LONGEST_LOCAL_WAIT : later.in(), -later.since(), later.level(), later.held());
    }

    private void divide(Members members) {
        if (members.equals(divided)) {
            return;
        }
        synchronized (switching) {
            if (mode == Mode.LOCAL && !members.equals(divided)) {
                divided = members;
                local.begin(membership.knownWithin());
                LOG.info(
                        "{} processes live, {} of them keep permits by themselves; budgets are divided anew",
                        members.all().size(),
                        members.local().size());
            }
        }
    }

    private int share(String level, int permits) {
        Members members = divided;
        return members == null ? 0 : members.share(level, permits - (int) (permits * MARGIN));
    }

    /** Redis may be used again. */
    public void back() {
        synchronized (switching) {
            if (mode == Mode.SHARED) {
                return;
            }
            try {
                local.begin(FOR_NOW);
                redis.remember(local.kept());
            } catch (RedisAway | RedisRefused again) {
                divided = null;
                LOG.warn("Redis is not back yet: {}", again.getMessage());
                return;
            }
            mode = Mode.SHARED;
            failures = 0;
            membership.keepsPermitsLocally(false);
            LOG.info("permits are shared in Redis again");
        }
    }

    @Override
    public void answered(Ask granted, Duration ago) {
        local.answered(granted, ago);
        whenShared(() -> redis.answered(granted, ago));
    }

    @Override
    public void unused(Ask granted) {
        local.unused(granted);
        whenShared(() -> redis.unused(granted));
    }

    @Override
    public void leave(Ask told) {
        local.leave(told);
        whenShared(() -> redis.leave(told));
    }

    @Override
    public void charge(Level level, int calls) {
        if (mode == Mode.LOCAL) {
            local.charge(level, calls);
        }
        whenShared(() -> redis.charge(level, calls));
    }

    /** Kept here too, so that it is known when Redis is not. */
    @Override
    public void hold(Level level, Duration pause, Duration ramp) {
        local.hold(level, pause, ramp);
        whenShared(() -> redis.hold(level, pause, ramp));
    }

    @Override
    public void release(Level level) {
        local.release(level);
        whenShared(() -> redis.release(level));
    }

    /** What cannot be said leaves permits taken for longer than needed, or a hold known here alone. */
    private void whenShared(Runnable command) {
        if (mode == Mode.SHARED) {
            try {
                command.run();
            } catch (RedisAway | RedisRefused failure) {
                failed(failure);
            }
        }
    }

    private static Answer later(Ask ask, Duration in) {
        return new Answer.Later(in, ask.since(), ask.levels().getFirst(), false);
    }
}
