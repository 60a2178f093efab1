package io.marketsync.queue;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

import org.jdbi.v3.core.Handle;

import io.marketsync.job.Queue;
import io.marketsync.queue.AdmissionStore.Load;

/**
 * Whether a queue takes more jobs. Asked before new ones are stored, never for those that exist: retries, snoozed ones and
 * those given back always find their place. One statement that locks nothing, so requests of the same moment do not see each other
 * and may together pass a bound by as many as they are.
 */
public final class Admission {

    /** As long as a process that died takes to be started again; longer, and clients would sleep through its return. */
    static final Duration UNKNOWN_RATE = Duration.ofMinutes(1);

    static final Duration SHORTEST = Duration.ofSeconds(1);

    /** With the jitter a quarter of an hour: what is true of a queue says little of later. */
    static final Duration LONGEST = Duration.ofMinutes(12);

    /** Those who were refused together do not come back together. */
    private static final double JITTER = 0.25;

    private static final double LEAST_RATE = 1e-6;

    private final AdmissionStore store = new AdmissionStore();
    private final RandomGenerator random;

    public Admission(RandomGenerator random) {
        this.random = random;
    }

    /** What stands in the way. */
    public enum Bound {
        /** Of all jobs that wait in the queue. */
        QUEUE,
        /** Of those of one seller: its own doing, so asked first. */
        SELLER
    }

    /** @param retryAfter when there should be room, from how fast the queue drains */
    public record Refusal(Bound bound, int most, Duration retryAfter) {}

    /**
     * Empty when the jobs may be stored: when they fit, or when nothing waits that they would have to fit beside, so that a
     * batch larger than a bound is refused for a while and not for ever.
     */
    public Optional<Refusal> admit(Handle handle, Queue queue, UUID seller, int jobs) {
        Load load = store.load(handle, queue, seller);
        if (!fits(load.ofOne(), jobs, load.mostOfOne())) {
            double part = Math.min(1, (double) load.ofOne() / Math.max(1, load.waiting()));
            return Optional.of(new Refusal(
                    Bound.SELLER,
                    load.mostOfOne(),
                    wait(load.ofOne() + jobs - load.mostOfOne(), load.perSecond() * part)));
        }
        if (!fits(load.waiting(), jobs, load.most())) {
            return Optional.of(
                    new Refusal(Bound.QUEUE, load.most(), wait(load.waiting() + jobs - load.most(), load.perSecond())));
        }
        return Optional.empty();
    }

    /** How many jobs cron may put into the queue: none once it has reached cron's part of its bound, long before others are refused. */
    public int roomForCron(Handle handle, Queue queue) {
        Load load = store.load(handle, queue, null);
        long part = (long) load.most() * load.cronPercent() / 100;
        return (int) Math.max(0, part - load.waiting());
    }

    private static boolean fits(long waiting, int jobs, int most) {
        return waiting + jobs <= most || waiting == 0 && most > 0;
    }

    private Duration wait(long tooMany, double perSecond) {
        double seconds = perSecond < LEAST_RATE ? UNKNOWN_RATE.toSeconds() : tooMany / perSecond;
        double bounded = Math.clamp(seconds, SHORTEST.toSeconds(), LONGEST.toSeconds());
        return Duration.ofMillis(Math.round(1000 * bounded * (1 + JITTER * random.nextDouble())));
    }
}
