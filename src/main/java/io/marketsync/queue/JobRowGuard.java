package io.marketsync.queue;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.JobDetails;
import org.jobrunr.jobs.states.SchedulableState;

/**
 * Reads a row of jobrunr_jobs before JobRunr's mapper does. That mapper instantiates classes the JSON names and its runners call
 * methods it names; here every such name must equal one we write ourselves. Anything else is never deserialised.
 */
public final class JobRowGuard {

    /** Read less than is written: a row at the limit must not fail the claim that adds a state to it. Ours have some thousand. */
    private static final int LONGEST_READ = 64 * 1024;

    private static final int LONGEST = 256 * 1024;
    private static final int DEEPEST = 20;

    /** For each field that makes JobRunr load a class or call a method, what it may say; JobRowLifeIT pins that we write no more. */
    static final Map<String, Set<String>> NAMES = Map.of(
            "className", Set.of("io.marketsync.queue.JobRunner", "io.marketsync.queue.JobRef"),
            "actualClassName", Set.of("io.marketsync.queue.JobRef"),
            "methodName", Set.of("run"),
            "staticFieldName", Set.of(),
            "exceptionType", Set.of("io.marketsync.failure.JobFailure"),
            "exceptionCauseType", Set.of(),
            "@class",
                    Set.of(
                            "org.jobrunr.jobs.states.EnqueuedState",
                            "org.jobrunr.jobs.states.ScheduledState",
                            "org.jobrunr.jobs.states.ProcessingState",
                            "org.jobrunr.jobs.states.SucceededState",
                            "org.jobrunr.jobs.states.FailedState",
                            "org.jobrunr.jobs.states.DeletedState",
                            "java.util.concurrent.ConcurrentHashMap"));

    /** The only array of ours that holds strings. In any other Jackson takes a leading string for the name of a class. */
    private static final String LABELS = "labels";

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxDocumentLength(LONGEST)
                    .build())
            .build();

    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private JobRowGuard() {}

    /** As {@link #check}, for what comes from the table. */
    static void checkRead(String json) {
        if (json.length() > LONGEST_READ) {
            throw new HostileRow("longer than " + LONGEST_READ + " characters");
        }
        check(json);
    }

    /** @throws HostileRow naming what is wrong, never the value in full */
    public static void check(String json) {
        if (json.length() > LONGEST) {
            throw new HostileRow("longer than " + LONGEST + " characters");
        }
        try (JsonParser parser = JSON.createParser(json)) {
            checkTokens(parser);
        } catch (IOException e) {
            throw new HostileRow("not the JSON of a job");
        }
    }

    /**
     * The JSON speaks of its own row and asks for nothing but that row's job: otherwise it would change another row, or fail the
     * claim of every other job of its batch.
     *
     * @throws HostileRow when it does not
     */
    static void checkIsOf(Job job, UUID id, int version, String state) {
        boolean storable = job.getJobStatesOfType(SchedulableState.class)
                .map(SchedulableState::getScheduledAt)
                .allMatch(at -> at != null && at.isAfter(Instant.EPOCH) && at.isBefore(LATEST));
        if (!storable) {
            throw new HostileRow("due at a time no column holds");
        }
        JobDetails details = job.getJobDetails();
        boolean own = id.equals(job.getId())
                && version == job.getVersion()
                && state.equals(job.getState().name());
        boolean ours = JobRunner.class.getName().equals(details.getClassName())
                && Arrays.equals(details.getJobParameterValues(), new Object[] {new JobRef(id)});
        if (!own || !ours) {
            throw new HostileRow("not of its own row");
        }
    }

    private static void checkTokens(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new HostileRow("not a JSON object");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT
                || !parser.getParsingContext().inRoot()) {
            if (parser.currentToken() == JsonToken.FIELD_NAME) {
                checkField(parser.currentName(), parser);
            } else if (parser.getParsingContext().inArray()) {
                checkElement(parser);
            }
        }
        if (parser.nextToken() != null) {
            throw new HostileRow("more than a JSON object");
        }
    }

    private static void checkField(String field, JsonParser parser) throws IOException {
        Set<String> allowed = NAMES.get(field);
        if (allowed == null) {
            return;
        }
        boolean ours = parser.nextToken() == JsonToken.VALUE_STRING && allowed.contains(parser.getText());
        if (!ours) {
            throw new HostileRow(field + " names something we never write");
        }
    }

    private static void checkElement(JsonParser parser) {
        boolean isLabel = LABELS.equals(parser.getParsingContext().getParent().getCurrentName());
        if (parser.currentToken().isScalarValue() && !isLabel) {
            throw new HostileRow("an array that names a class");
        }
    }

    /** A row that nobody of us wrote. */
    public static final class HostileRow extends RuntimeException {
        HostileRow(String what) {
            super(what, null, false, false);
        }
    }
}
