package io.marketsync.queue;

import java.io.IOException;
import java.util.Set;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;

/**
 * Reads a row of jobrunr_jobs before JobRunr's mapper does. That mapper instantiates classes the JSON names and its runners call
 * methods it names; here every such name must equal one we write ourselves. Anything else is never deserialised.
 */
public final class JobRowGuard {

    private static final int LONGEST = 256 * 1024;
    private static final int DEEPEST = 20;

    private static final Set<String> CLASS_FIELDS =
            Set.of("className", "actualClassName", "@class", "exceptionType", "exceptionCauseType");

    private static final Set<String> CLASSES = Set.of(
            "io.marketsync.queue.JobRunner",
            "io.marketsync.queue.JobRef",
            "io.marketsync.failure.JobFailure",
            "io.marketsync.job.AttemptLost",
            "org.jobrunr.jobs.states.EnqueuedState",
            "org.jobrunr.jobs.states.ScheduledState",
            "org.jobrunr.jobs.states.ProcessingState",
            "org.jobrunr.jobs.states.SucceededState",
            "org.jobrunr.jobs.states.FailedState",
            "org.jobrunr.jobs.states.DeletedState",
            "org.jobrunr.jobs.context.JobDashboardLogger$JobDashboardLogLines",
            "org.jobrunr.jobs.exceptions.IllegalJobThreadStateException",
            "org.jobrunr.server.JobActivatorShutdownException",
            "java.lang.InterruptedException",
            "java.util.concurrent.ConcurrentHashMap",
            "java.util.concurrent.CopyOnWriteArrayList",
            "java.util.ArrayList",
            "java.util.HashSet",
            "java.util.LinkedHashSet",
            "java.util.TreeSet",
            "java.util.UUID");

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxDocumentLength(LONGEST)
                    .build())
            .build();

    private JobRowGuard() {}

    /** @throws HostileRow naming what is wrong, never the value in full */
    public static void check(String json) {
        if (json.length() > LONGEST) {
            throw new HostileRow("longer than " + LONGEST + " characters");
        }
        try (JsonParser parser = JSON.createParser(json)) {
            checkFields(parser);
        } catch (IOException e) {
            throw new HostileRow("not the JSON of a job");
        }
    }

    private static void checkFields(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new HostileRow("not a JSON object");
        }
        while (parser.nextToken() != null) {
            if (parser.currentToken() == JsonToken.FIELD_NAME) {
                checkField(parser.currentName(), parser);
            }
        }
    }

    private static void checkField(String field, JsonParser parser) throws IOException {
        if (CLASS_FIELDS.contains(field)) {
            requireOneOf(CLASSES, field, parser);
        } else if (field.equals("methodName")) {
            requireOneOf(Set.of("run"), field, parser);
        } else if (field.equals("staticFieldName") && parser.nextToken() != JsonToken.VALUE_NULL) {
            throw new HostileRow("calls a static field");
        }
    }

    private static void requireOneOf(Set<String> allowed, String field, JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        if (token != JsonToken.VALUE_STRING || !allowed.contains(parser.getText())) {
            throw new HostileRow(field + " names something we never write");
        }
    }

    /** A row that nobody of us wrote. */
    public static final class HostileRow extends RuntimeException {
        HostileRow(String what) {
            super(what, null, false, false);
        }
    }
}
