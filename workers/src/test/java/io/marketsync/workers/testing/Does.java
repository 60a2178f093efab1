package io.marketsync.workers.testing;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.marketsync.job.AttemptLost;
import io.marketsync.job.Ending;
import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.Kind;
import io.marketsync.job.Outcome;
import io.marketsync.job.Queue;
import io.marketsync.retry.RetryPolicy;

/** What jobs of lifecycle tests do in a {@link Worker}; a kind each. Those that wait are let go by a file of the job's name. */
public enum Does {
    /** Writes its effect. */
    EFFECT(Queue.HIGH),
    /** Writes its effect when let go. */
    LONG(Queue.HIGH),
    /** As LONG, and heeds no interrupt. */
    DEAF(Queue.HIGH),
    /** As LONG, and ends partial without an effect when it is asked to stop. */
    OBEDIENT(Queue.HIGH),
    /** As DEAF; its first attempt holds what a fence holds meanwhile. */
    IN_ITS_FENCE(Queue.HIGH),
    /** DEAF beyond a hard limit of a second. */
    STUCK(Queue.LOW),
    /** Kills its process. */
    POISON(Queue.LOW),
    /** Fills the memory, and keeps it until interrupted. */
    FULL(Queue.LOW),
    /** Takes memory until there is none. */
    GREEDY(Queue.LOW);

    record Named(String name) {}

    private static final int CHUNK = 64 * 1024;
    private static final double FULL_MEMORY = 0.91;

    private static final String WRITTEN = "written";

    private static final String EFFECT_OF =
            "INSERT INTO lifecycle.effect (job, attempt, process) VALUES (:job, :attempt, :process)";

    private static final String AS_THE_FENCE = "SELECT id FROM jobrunr_jobs WHERE id = :job FOR SHARE";

    private final Kind<Named> kind;

    Does(Queue queue) {
        boolean stuck = name().equals("STUCK");
        this.kind = new Kind<>(
                "test." + name().toLowerCase(Locale.ROOT),
                queue,
                stuck ? Duration.ofMillis(500) : Duration.ofMinutes(5),
                stuck ? Duration.ofSeconds(1) : Duration.ofMinutes(6),
                stuck ? new RetryPolicy(1, Duration.ZERO, Duration.ZERO) : RetryPolicy.DEFAULT,
                Named.class);
    }

    public Kind<?> kind() {
        return kind;
    }

    static Record args(String name) {
        return new Named(name);
    }

    /** @param directory where the files are by which jobs are let go */
    static List<JobHandler<?>> in(String process, Path directory) {
        return Arrays.stream(values())
                .<JobHandler<?>>map(does -> new Handler(does, process, directory))
                .toList();
    }

    private record Handler(Does does, String process, Path directory) implements JobHandler<Named> {

        @Override
        public Kind<Named> kind() {
            return does.kind;
        }

        @Override
        public Ending run(JobContext job, Named args) throws Exception {
            if (does != EFFECT) {
                Worker.say("started " + args.name + " " + job.attempt());
            }
            try {
                return run(job, directory.resolve(args.name));
            } catch (AttemptLost lost) {
                Worker.say("refused " + args.name + " " + job.attempt());
                throw lost;
            } catch (InterruptedException interrupted) {
                Worker.say("interrupted " + args.name + " " + job.attempt());
                throw interrupted;
            }
        }

        private Ending run(JobContext job, Path letGo) throws Exception {
            switch (does) {
                case EFFECT -> {}
                case LONG -> awaitInterruptibly(letGo);
                case DEAF, STUCK -> awaitDeaf(letGo);
                case OBEDIENT -> {
                    while (!Files.exists(letGo)) {
                        if (job.stopRequested()) {
                            return new Ending.CutShort("Asked to stop.");
                        }
                        pause();
                    }
                }
                case IN_ITS_FENCE -> {
                    if (job.attempt() == 1) {
                        holdFence(job, letGo);
                    }
                    awaitDeaf(letGo);
                }
                case POISON -> Runtime.getRuntime().halt(1);
                case FULL -> fillMemory(letGo);
                case GREEDY -> exhaustMemory();
            }
            return commitEffect(job);
        }

        /**
         * Safe to repeat, as a handler must be: a process may die between the commit of its effect and the record of its end, and
         * the next attempt is told what was committed, as it is told a watermark.
         */
        private Outcome commitEffect(JobContext job) {
            if (job.counts().of(WRITTEN) == 0) {
                job.commit(handle -> {
                    handle.createUpdate(EFFECT_OF)
                            .bind("job", job.jobId())
                            .bind("attempt", job.attempt())
                            .bind("process", process)
                            .execute();
                    job.counts().add(WRITTEN, 1);
                    return null;
                });
            }
            return Outcome.OK;
        }

        private static void holdFence(JobContext job, Path letGo) {
            job.unfenced(handle -> {
                handle.createQuery(AS_THE_FENCE)
                        .bind("job", job.jobId())
                        .mapToMap()
                        .one();
                Worker.say("fenced " + letGo.getFileName());
                awaitDeaf(letGo);
                return null;
            });
        }

        private static void awaitInterruptibly(Path letGo) throws InterruptedException {
            while (!Files.exists(letGo)) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }

        /** An interrupted thread does not park, and so it must not be asked again. */
        private static void awaitDeaf(Path letGo) {
            while (!Files.exists(letGo)) {
                Thread.interrupted();
                pause();
            }
            Thread.interrupted();
        }

        private static void pause() {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }

        private static void fillMemory(Path letGo) throws InterruptedException {
            List<byte[]> kept = new ArrayList<>();
            while (!full()) {
                for (int i = 0; i < 4; i++) {
                    kept.add(new byte[CHUNK]);
                }
                System.gc();
            }
            Worker.say("full " + kept.size());
            awaitInterruptibly(letGo);
        }

        private static boolean full() {
            long left = ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                    .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                    .sum();
            return left > FULL_MEMORY * Runtime.getRuntime().maxMemory();
        }

        private static void exhaustMemory() {
            List<byte[]> kept = new ArrayList<>();
            while (true) {
                kept.add(new byte[CHUNK]);
            }
        }
    }
}
