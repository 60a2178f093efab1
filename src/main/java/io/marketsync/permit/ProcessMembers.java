package io.marketsync.permit;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * What this process knows of the others that call marketplaces, from its last heartbeat, and tells them with the next. Written by
 * the heartbeat's thread, read by all.
 */
public final class ProcessMembers {

    /** Three heartbeats. Longer lets a process pause for longer, and makes everybody wait longer when Redis goes. */
    private static final Duration THREE_HEARTBEATS = Duration.ofSeconds(10);

    private record Known(Members members, long since) {}

    private final UUID self = UUID.randomUUID();
    private final Duration knownWithin;
    private volatile Known known;
    private volatile boolean local;
    private volatile Runnable beatAtOnce = () -> {};

    public ProcessMembers() {
        this(THREE_HEARTBEATS);
    }

    ProcessMembers(Duration knownWithin) {
        this.knownWithin = knownWithin;
    }

    public UUID self() {
        return self;
    }

    /** Whether it keeps permits by itself: what the next heartbeat tells. */
    public boolean local() {
        return local;
    }

    /**
     * @param toldLocal what this heartbeat told the others
     * @param since nanoseconds when it began
     */
    public void learned(Members members, boolean toldLocal, long since) {
        if (toldLocal == local) {
            known = new Known(members, since);
        }
    }

    /** @param beatAtOnce called when there is something to tell */
    public void onChange(Runnable beatAtOnce) {
        this.beatAtOnce = beatAtOnce;
    }

    /** Empty while no heartbeat goes through: what was known is too old. */
    public Optional<Members> members() {
        Known last = known;
        return last == null || System.nanoTime() - last.since > knownWithin.toNanos()
                ? Optional.empty()
                : Optional.of(last.members);
    }

    /** A heartbeat this old says nothing any more; all know of a change that was told this long ago. */
    Duration knownWithin() {
        return knownWithin;
    }

    /** Tells the others at once. {@link #members} is empty until they are told that it is on its own. */
    void keepsPermitsLocally(boolean local) {
        this.local = local;
        if (local) {
            known = null; // what was known before says nothing about who knows of it
        }
        beatAtOnce.run();
    }
}
