package io.marketsync.queue;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.JobDetails;
import org.jobrunr.jobs.states.EnqueuedState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.marketsync.queue.JobRowGuard.HostileRow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A hostile row is refused, and refused before a class it names has been initialised. */
class JobRowGuardTest {

    private static final UUID ID = UUID.fromString("01a1f8e3-53c2-76d3-af49-249fea30657f");

    private final GuardedJobMapper mapper = new GuardedJobMapper(new JobRunrJson());

    static Stream<Arguments> hostile() {
        return HostileJson.changes().entrySet().stream()
                .map(change -> Arguments.of(change.getKey(), change.getValue()));
    }

    @AfterEach
    void noCanarySang() {
        assertThat(Canaries.SUNG).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void aHostileRowIsRefused(String name, UnaryOperator<String> change) {
        String json = change.apply(good());
        assertThat(json).isNotEqualTo(good());
        assertThatThrownBy(() -> read(json)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void thereAreAtLeastFortyOfThem() {
        assertThat(HostileJson.changes()).hasSizeGreaterThanOrEqualTo(40);
    }

    @Test
    void aGoodRowIsRead() {
        assertThat(read(good()).getId()).isEqualTo(ID);
        assertThat(read(" \n" + good() + " \n").getId()).isEqualTo(ID);
    }

    @Test
    void aRefusalDoesNotRepeatWhatTheRowSays() {
        String json = good().replace("\"run\"", "\"<script>secret</script>\"");
        assertThatThrownBy(() -> JobRowGuard.check(json))
                .isInstanceOf(HostileRow.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void aRowWeCouldNotReadAgainIsNotWritten() {
        Job job = job();
        job.getMetadata().put("x", List.of("a"));
        assertThatThrownBy(() -> mapper.serializeJob(job)).isInstanceOf(HostileRow.class);
    }

    @Test
    void aRecurringJobIsNeverRead() {
        assertThatThrownBy(() -> mapper.deserializeRecurringJob(good())).isInstanceOf(HostileRow.class);
    }

    private Job read(String json) {
        Job job = mapper.deserializeJob(json);
        JobRowGuard.checkIsOf(job, ID, 1, "ENQUEUED");
        return job;
    }

    private String good() {
        return mapper.serializeJob(job());
    }

    private static Job job() {
        Job job =
                new Job(ID, 1, new JobDetails(new JobRef(ID)), List.of(new EnqueuedState()), new ConcurrentHashMap<>());
        job.setJobName("test.guard");
        job.setLabels(List.of("queue:high", "kind:test.guard"));
        return job;
    }
}
