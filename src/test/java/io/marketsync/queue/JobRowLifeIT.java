package io.marketsync.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.exceptions.IllegalJobThreadStateException;
import org.jobrunr.jobs.states.StateName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.marketsync.db.Transactions;
import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.AttemptLost;
import io.marketsync.job.NewJob;
import io.marketsync.job.Outcome;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestStorage;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever happens to a real job, JobRunr's row of it passes the guard again; and the guard allows nothing beyond that. */
class JobRowLifeIT {

    private final TestDatabase database = TestDatabase.shared();
    private final TestStorage storage = new TestStorage(database);
    private final ScriptedKind kind = new ScriptedKind();
    private UUID seller;
    private UUID shop;

    @BeforeEach
    void setUp() {
        database.withoutJobs();
        seller = database.seller("Life seller");
        shop = database.shop(seller);
    }

    @AfterEach
    void isNotInterrupted() {
        Thread.interrupted();
    }

    static Stream<Arguments> endings() {
        return Stream.of(
                ending("ok", StateName.SUCCEEDED, () -> Outcome.OK),
                ending("known failure", StateName.SCHEDULED, () -> {
                    throw new JobFailure(Reason.TRANSIENT, "Try again.");
                }),
                ending("known failure with a cause", StateName.SCHEDULED, () -> {
                    throw new JobFailure(Reason.TRANSIENT, "Try again.", null, new IOException("the wire"));
                }),
                ending("failure for good", StateName.FAILED, () -> {
                    throw new JobFailure(Reason.REJECTED, "Never.");
                }),
                ending("a bug", StateName.SCHEDULED, () -> {
                    throw new ArithmeticException("/ by zero");
                }),
                ending("a bug of checked kind", StateName.SCHEDULED, () -> {
                    throw new IOException("unexpected");
                }),
                ending("no memory", StateName.SCHEDULED, () -> {
                    throw new OutOfMemoryError("Java heap space");
                }),
                ending("a broken class", StateName.SCHEDULED, () -> {
                    throw new NoClassDefFoundError("a/B");
                }),
                ending("an assertion", StateName.SCHEDULED, () -> {
                    throw new AssertionError("never");
                }),
                ending("interrupted", StateName.SCHEDULED, () -> {
                    throw new InterruptedException();
                }),
                ending("interrupt swallowed", StateName.SCHEDULED, () -> {
                    Thread.currentThread().interrupt();
                    return Outcome.OK;
                }),
                ending("lost", StateName.SCHEDULED, () -> {
                    throw new AttemptLost(UUID.randomUUID(), 1);
                }));
    }

    private static Arguments ending(String name, StateName state, Callable<Outcome> attempt) {
        return Arguments.of(name, state, attempt);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endings")
    void howeverAnLocalAttemptsItsRowIsReadAgain(String name, StateName state, Callable<Outcome> attempt) {
        kind.attempt = attempt;
        UUID id = enqueue();
        OneServer server = server();
        server.perform(server.claim(1).getFirst());
        Thread.interrupted();
        assertThat(storage.job(id).getState()).isEqualTo(state);
    }

    @Test
    void aDatabaseThatIsAwayWhenTheAttemptBeginsLosesNoJob() {
        UUID id = enqueue();
        OneServer server = kind.server(storage, new Away());
        server.perform(server.claim(1).getFirst());
        assertThat(storage.job(id).getState()).isEqualTo(StateName.SCHEDULED);
    }

    @Test
    void theGuardAllowsWhatALifeWritesAndNothingElse() {
        Map<String, Set<String>> written = new HashMap<>();
        collect(written, failedLostAndDeleted());
        collect(written, orphanedInterruptedAndDone());
        Map<String, Set<String>> allowed = new HashMap<>(JobRowGuard.NAMES);
        allowed.values().removeIf(Set::isEmpty);
        assertThat(written).isEqualTo(allowed);
    }

    private UUID failedLostAndDeleted() {
        UUID id = enqueue();
        attempt(() -> {
            throw new JobFailure(Reason.TRANSIENT, "Try again.");
        });
        due(id);
        attempt(() -> {
            throw new AttemptLost(id, 2);
        });
        Job job = storage.job(id);
        job.delete("not needed any more");
        storage.storage.save(job);
        return id;
    }

    private UUID orphanedInterruptedAndDone() {
        UUID id = enqueue();
        Job orphan = server().claim(1).getFirst();
        storage.storage.save(List.of(orphan.updateProcessing()));
        orphan.failed("Orphaned job", new IllegalJobThreadStateException("Job was too long in PROCESSING state."));
        orphan.scheduleAt(orphan.getUpdatedAt(), "next attempt");
        storage.storage.save(List.of(orphan));
        due(id);
        attempt(() -> {
            Thread.currentThread().interrupt();
            return Outcome.OK;
        });
        due(id);
        attempt(() -> Outcome.OK);
        assertThat(storage.job(id).getState()).isEqualTo(StateName.SUCCEEDED);
        return id;
    }

    private void attempt(Callable<Outcome> attempt) {
        kind.attempt = attempt;
        OneServer server = server();
        server.perform(server.claim(1).getFirst());
        Thread.interrupted();
    }

    /** As JobRunr's master moves a scheduled job, and its time come. */
    private void due(UUID id) {
        Job job = storage.job(id);
        job.enqueue();
        storage.storage.save(List.of(job));
        database.superuser()
                .useHandle(handle -> handle.execute("UPDATE jobrunr_jobs SET scheduledat = NULL WHERE id = ?", id));
    }

    private void collect(Map<String, Set<String>> names, UUID id) {
        String json = database.superuser()
                .withHandle(handle -> handle.select("SELECT jobasjson FROM jobrunr_jobs WHERE id = ?", id)
                        .mapTo(String.class)
                        .one());
        try {
            collect(names, new ObjectMapper().readTree(json));
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }

    private static void collect(Map<String, Set<String>> names, JsonNode node) {
        node.properties().stream()
                .filter(field -> JobRowGuard.NAMES.containsKey(field.getKey()))
                .forEach(field -> names.computeIfAbsent(field.getKey(), name -> new TreeSet<>())
                        .add(field.getValue().asText()));
        node.forEach(child -> collect(names, child));
    }

    private OneServer server() {
        return kind.server(storage, database.workers());
    }

    private UUID enqueue() {
        NewJob job = new NewJob(ScriptedKind.KIND, seller, shop, new ScriptedKind.Args(), 5, false, "user", null);
        return database.api()
                .forSeller(seller, handle -> storage.queue.enqueue(handle, job, OnTwin.JOIN))
                .id();
    }

    /** A database nobody answers for; its driver's exceptions are no classes of ours. */
    private static final class Away implements Transactions {

        @Override
        public <T> T forSeller(UUID seller, Body<T> body) {
            throw new UncheckedIOException(new IOException("connection refused"));
        }

        @Override
        public <T> T forSystem(Body<T> body) {
            return forSeller(null, body);
        }
    }
}
