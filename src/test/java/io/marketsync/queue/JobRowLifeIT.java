package io.marketsync.queue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.states.StateName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.marketsync.failure.Reason;
import io.marketsync.job.AttemptEnd;
import io.marketsync.job.Origin;
import io.marketsync.job.Outcome;
import io.marketsync.job.StoredJob;
import io.marketsync.testing.TestStorage;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever happens to a job, JobRunr reads its row, and says what happened; and the guard allows nothing beyond that. */
class JobRowLifeIT {

    private static final Instant EARLIER = Instant.now().minusSeconds(1);
    private static final String AWKWARD = "it said \"no\" \\ \u0007 \n\u2028 и 中";

    private final Backlog backlog = new Backlog();
    private final TestStorage storage = new TestStorage(backlog.database);
    private final Claims server = backlog.server();
    private final UUID seller = backlog.seller();

    @AfterEach
    void close() {
        backlog.close();
    }

    @Test
    void jobrunrReadsEveryStateOfALife() {
        UUID id = backlog.enqueue(seller, Origin.CLICK);
        assertStates(id, StateName.ENQUEUED);
        attempt(job -> AttemptEnd.retried(job, EARLIER, Reason.TRANSIENT, AWKWARD));
        due();
        attempt(job -> AttemptEnd.snoozed(job, EARLIER, AWKWARD));
        due();
        attempt(job -> AttemptEnd.released(job, "The worker stopped."));
        attempt(job -> AttemptEnd.of(job, Outcome.OK));
        assertStates(
                id,
                StateName.ENQUEUED,
                StateName.PROCESSING,
                StateName.FAILED,
                StateName.SCHEDULED,
                StateName.ENQUEUED,
                StateName.PROCESSING,
                StateName.SCHEDULED,
                StateName.ENQUEUED,
                StateName.PROCESSING,
                StateName.ENQUEUED,
                StateName.PROCESSING,
                StateName.SUCCEEDED);
        assertThat(storage.job(id).getVersion()).isEqualTo(11);
    }

    @Test
    void deadAndDiscardedJobsAreReadToo() {
        UUID dead = backlog.enqueue(seller, Origin.CLICK);
        attempt(job -> AttemptEnd.dead(job, Reason.REJECTED, AWKWARD));
        UUID discarded = backlog.enqueue(seller, Origin.CLICK);
        attempt(job -> AttemptEnd.discarded(job, AWKWARD));
        assertStates(dead, StateName.ENQUEUED, StateName.PROCESSING, StateName.FAILED);
        assertStates(discarded, StateName.ENQUEUED, StateName.PROCESSING, StateName.DELETED);
    }

    @Test
    void anEndWithoutItsAttemptChangesNothing() {
        UUID id = backlog.enqueue(seller, Origin.CLICK);
        StoredJob first = Backlog.claim(server, 1).getFirst();
        backlog.end(AttemptEnd.released(first, "The worker stopped."));
        StoredJob second = Backlog.claim(server, 1).getFirst();
        assertThat(backlog.end(AttemptEnd.of(first, Outcome.OK))).isFalse();
        assertStates(id, StateName.ENQUEUED, StateName.PROCESSING, StateName.ENQUEUED, StateName.PROCESSING);
        assertThat(backlog.end(AttemptEnd.of(second, Outcome.OK))).isTrue();
        assertThat(backlog.end(AttemptEnd.of(second, Outcome.OK))).isFalse();
    }

    @Test
    void failuresAreCountedReleasesAndSnoozesAreNot() {
        UUID id = backlog.enqueue(seller, Origin.CLICK);
        attempt(job -> AttemptEnd.retried(job, EARLIER, Reason.TRANSIENT, "again"));
        due();
        attempt(job -> AttemptEnd.snoozed(job, EARLIER, "later"));
        due();
        attempt(job -> AttemptEnd.released(job, "The worker stopped."));
        StoredJob last = Backlog.claim(server, 1).getFirst();
        assertThat(last.failures()).isEqualTo(1);
        assertThat(last.attempt()).isEqualTo(4);
        assertThat(last.id()).isEqualTo(id);
    }

    @Test
    void aJobThatIsSnoozedForEverStaysSmall() {
        UUID id = backlog.enqueue(seller, Origin.CLICK);
        for (int i = 0; i < 150; i++) {
            attempt(job -> AttemptEnd.snoozed(job, EARLIER, "later"));
            due();
        }
        int length = Integer.parseInt(backlog.column("SELECT length(jobasjson) FROM jobrunr_jobs WHERE id = ?", id));
        assertThat(length).isLessThan(17_000);
        assertThat(storage.job(id).getState()).isEqualTo(StateName.ENQUEUED);
    }

    @Test
    void theGuardAllowsWhatALifeWritesAndNothingElse() {
        UUID lived = backlog.enqueue(seller, Origin.CLICK);
        attempt(job -> AttemptEnd.retried(job, EARLIER, Reason.TRANSIENT, "again"));
        due();
        attempt(job -> AttemptEnd.of(job, Outcome.OK));
        UUID discarded = backlog.enqueue(seller, Origin.CLICK);
        attempt(job -> AttemptEnd.discarded(job, "not needed"));
        Map<String, Set<String>> written = new HashMap<>();
        collect(written, lived);
        collect(written, discarded);
        Map<String, Set<String>> allowed = new HashMap<>(JobRowGuard.NAMES);
        allowed.values().removeIf(Set::isEmpty);
        assertThat(written).isEqualTo(allowed);
    }

    private void attempt(Function<StoredJob, AttemptEnd> end) {
        assertThat(backlog.end(end.apply(Backlog.claim(server, 1).getFirst()))).isTrue();
    }

    private void due() {
        assertThat(backlog.database.workers().forSystem(new DueJobStore()::enqueue))
                .isEqualTo(1);
    }

    private void assertStates(UUID id, StateName... states) {
        Job job = storage.job(id);
        assertThat(job.getJobStates()).extracting(state -> state.getName()).containsExactly(states);
        assertThat(job.getJobStates())
                .allSatisfy(state -> assertThat(Duration.between(state.getCreatedAt(), Instant.now()))
                        .isLessThan(Duration.ofMinutes(5)));
    }

    private void collect(Map<String, Set<String>> names, UUID id) {
        String json = storage.mapper.serializeJob(storage.job(id));
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
}
