package io.marketsync.permit;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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

    private static final Duration ASK_AGAIN = Duration.ofMillis(100);
    private static final Duration NOT_YET = Duration.ofSeconds(2);

    /** How long this process waits for a share of its own before it asks whether Redis is back. */
    private static final Duration LONGEST_LOCAL_WAIT = Duration.ofSeconds(15);

    /** Less than all: clocks of processes run at different speeds, and nobody corrects them here. */
    private static final double MARGIN = 0.1;

    /** Where permits are kept. */
    public enum Mode {
        SHARED,
        LOCAL
    }

    private final RedisPermits redis;
    private final BooleanSupplier usable;
    private final LocalPermits local;
    private final ProcessMembers members;
    private final Object switching = new Object();
    private volatile Mode mode = Mode.SHARED;
    private volatile Members divided;

    /**
     * @param redis for the part of each budget that {@link Members#shared} says
     * @param usable whether Redis may be used at this moment
     */
    public SharedPermits(
            RedisPermits redis,
            BooleanSupplier usable,
            PermitsConfig config,
            ProcessMembers members,
            LongSupplier nanos) {
        this.redis = redis;
        this.usable = usable;
        this.local = new LocalPermits(config, nanos, this::share);
        this.members = members;
    }

    public Mode mode() {
        return mode;
    }

    @Override
    public Answer ask(Ask ask) {
        look();
        Optional<Members> known = members.members();
        if (known.isEmpty()) {
            return later(ask, NOT_YET);
        }
        return mode == Mode.SHARED ? askRedis(ask) : askLocal(ask, known.get());
    }

    /** Follows Redis: also when nobody asks, or others leave a part of each budget to a process that does not use it. */
    public void look() {
        if (usable.getAsBoolean() != (mode == Mode.SHARED)) {
            synchronized (switching) {
                if (mode == Mode.LOCAL && usable.getAsBoolean()) {
                    back();
                } else if (mode == Mode.SHARED && !usable.getAsBoolean()) {
                    away();
                }
            }
        }
    }

    private void away() {
        mode = Mode.LOCAL;
        divided = null;
        members.keepsPermitsLocally(true);
        LOG.warn(
                "permits are kept by this process alone until Redis is back: first none, then its share of each budget");
    }

    private void back() {
        try {
            divided = null; // nothing more is granted here, so what is kept is all
            redis.remember(local.kept());
            mode = Mode.SHARED;
            members.keepsPermitsLocally(false);
            LOG.info("permits are shared in Redis again");
        } catch (RedisAway | RedisRefused again) {
            LOG.debug("Redis is not back yet: {}", again.getMessage());
        }
    }

    private Answer askRedis(Ask ask) {
        try {
            return redis.ask(ask.since() < 0 ? ask.again(0) : ask);
        } catch (RedisAway | RedisRefused failure) {
            return later(ask, ASK_AGAIN);
        }
    }

    private Answer askLocal(Ask ask, Members known) {
        if (!known.knowSelfAsLocal()) {
            return later(ask, NOT_YET);
        }
        divide(known);
        Answer answer = local.ask(ask.again(Math.max(0, -ask.since())));
        if (!(answer instanceof Answer.Later later)) {
            return answer;
        }
        boolean shorten = !later.held() && later.in().compareTo(LONGEST_LOCAL_WAIT) > 0;
        return new Answer.Later(shorten ? LONGEST_LOCAL_WAIT : later.in(), -later.since(), later.level(), later.held());
    }

    private void divide(Members known) {
        if (known.equals(divided)) {
            return;
        }
        synchronized (switching) {
            if (mode == Mode.LOCAL && !known.equals(divided)) {
                local.begin(members.knownWithin());
                divided = known;
                LOG.info(
                        "{} processes live, {} of them keep permits by themselves; budgets are divided anew",
                        known.all().size(),
                        known.local().size());
            }
        }
    }

    /** None until the budgets are divided. */
    private int share(String level, int permits) {
        Members known = divided;
        int safe = Math.max(1, permits - (int) Math.ceil(permits * MARGIN));
        return known == null ? 0 : known.share(level, safe);
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
                LOG.debug("not said to Redis: {}", failure.getMessage());
            }
        }
    }

    private static Answer later(Ask ask, Duration in) {
        return new Answer.Later(in, ask.since(), ask.levels().getFirst(), false);
    }
}
