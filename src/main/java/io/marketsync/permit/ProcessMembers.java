package io.marketsync.workers;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import io.marketsync.permit.Members;
import io.marketsync.permit.SharedPermits;

/**
 * What this process knows of the others that call marketplaces, from its last heartbeat, and tells them with the next. Written by
 * the heartbeat's thread, read by all.
 */
public final class ProcessMembers implements SharedPermits.Membership {

    /** Three heartbeats. Longer lets a process pause for longer, and makes everybody wait longer when Redis goes. */
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(10);

    private record Known(Members members, long since) {}

    private final UUID self = UUID.randomUUID();
    private volatile Known known;
    private volatile boolean local;
    private volatile Runnable beatAtOnce = () -> {};

    UUID self() {
        return self;
    }

    boolean local() {
        return local;
    }

    /**
     * @param toldLocal what this heartbeat told the others
     * @param since nanoseconds when it began
     */
    void learned(Members members, boolean toldLocal, long since) {
        if (toldLocal == local) {
            known = new Known(members, since);
        }
    }

    void onChange(Runnable beatAtOnce) {
        this.beatAtOnce = beatAtOnce;
    }

    @Override
    public Optional<Members> members() {
        Known last = known;
        return last == null || System.nanoTime() - last.since > KNOWN_WITHIN.toNanos()
                ? Optional.empty()
                : Optional.of(last.members);
    }

    @Override
    public Duration knownWithin() {
        return KNOWN_WITHIN;
    }

    @Override
    public void keepsPermitsLocally(boolean local) {
        this.local = local;
        if (local) {
            known = null; // what was known before says nothing about who knows of it
        }
        beatAtOnce.run();
    }
}
