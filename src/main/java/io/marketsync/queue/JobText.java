package io.marketsync.queue;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jobrunr.jobs.states.StateName;

import io.marketsync.queue.JobRowGuard.HostileRow;

/**
 * JobRunr's JSON of a job, made from its row when somebody looks at it. The row keeps of each state a letter, its time and what it
 * says (migration V12); all that names a class or a method is written here, so that no row can say it.
 */
final class JobText {

    /** Of states; ours write up to 16,000 bytes before they forget the oldest. */
    private static final int LONGEST = 64 * 1024;

    /** The year 10000. */
    private static final long LATEST = 253_402_300_800_000_000L;

    private static final String NONE = new UUID(0, 0).toString();

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(2)
                            .maxDocumentLength(LONGEST + 2)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * A row of jobrunr_jobs.
     *
     * @param states as stored
     * @param server that runs it; null or empty when none does
     * @param since its present state, in microseconds since 1970
     */
    record Row(
            UUID id,
            int version,
            String state,
            String kind,
            String queue,
            String states,
            String server,
            String serverName,
            long since) {}

    private JobText() {}

    /** @throws HostileRow when the states are none that we write */
    static String of(Row row) {
        ObjectNode job = JSON.createObjectNode();
        job.put("version", row.version).put("jobSignature", "").put("jobName", row.kind);
        job.putArray("labels").add("queue:" + row.queue).add("kind:" + row.kind);
        ObjectNode details = job.putObject("jobDetails");
        details.put("className", JobRunner.class.getName()).put("methodName", "run");
        ObjectNode parameter = details.putArray("jobParameters").addObject();
        parameter.put("className", JobRef.class.getName()).put("actualClassName", JobRef.class.getName());
        parameter.putObject("object").put("id", row.id.toString());
        details.put("cacheable", true);
        job.put("id", row.id.toString());
        job.putObject("metadata").put("@class", "java.util.concurrent.ConcurrentHashMap");
        ArrayNode history = job.putArray("jobHistory");
        states(row).forEach(state -> add(history, state));
        if (row.state.equals(StateName.PROCESSING.name())) {
            processing(history, row.since, row.server, row.serverName);
        }
        return job.toString();
    }

    private static JsonNode states(Row row) {
        if (row.states.length() > LONGEST) {
            throw new HostileRow("longer than " + LONGEST + " characters");
        }
        try {
            JsonNode states = JSON.readTree("[" + row.states + "]");
            if (states.isEmpty()) {
                throw new HostileRow("no state");
            }
            return states;
        } catch (IOException e) {
            throw new HostileRow("not the states of a job");
        }
    }

    private static void add(ArrayNode history, JsonNode state) {
        long since = micros(state, 1);
        switch (state.path(0).asText()) {
            case "E" -> state(history, "Enqueued", since);
            case "A" ->
                state(history, "Scheduled", since)
                        .put("scheduledAt", instant(micros(state, 2)))
                        .put("reason", text(state, 3));
            case "P" -> processing(history, since, text(state, 2), text(state, 3));
            case "S" ->
                state(history, "Succeeded", since)
                        .put("latencyDuration", state.path(2).decimalValue())
                        .put("processDuration", state.path(3).decimalValue());
            case "F" ->
                state(history, "Failed", since)
                        .put("message", text(state, 2))
                        .put("exceptionType", "io.marketsync.failure.JobFailure")
                        .put("exceptionMessage", text(state, 3))
                        .put("stackTrace", "")
                        .put("doNotRetry", false);
            case "D" -> state(history, "Deleted", since).put("reason", text(state, 2));
            default -> throw new HostileRow("a state that we never write");
        }
    }

    private static void processing(ArrayNode history, long since, String server, String name) {
        state(history, "Processing", since)
                .put("serverId", server == null || server.isEmpty() ? NONE : server)
                .put("serverName", name)
                .put("updatedAt", instant(since));
    }

    private static ObjectNode state(ArrayNode history, String word, long since) {
        return history.addObject()
                .put("@class", "org.jobrunr.jobs.states." + word + "State")
                .put("state", word.toUpperCase(Locale.ROOT))
                .put("createdAt", instant(since));
    }

    private static long micros(JsonNode state, int index) {
        JsonNode micros = state.path(index);
        if (!micros.isIntegralNumber() || !micros.canConvertToLong() || !isTime(micros.asLong())) {
            throw new HostileRow("a state without its time");
        }
        return micros.asLong();
    }

    private static boolean isTime(long micros) {
        return micros >= 0 && micros < LATEST;
    }

    private static String text(JsonNode state, int index) {
        JsonNode text = state.path(index);
        if (!text.isTextual() && !text.isNull()) {
            throw new HostileRow("a state without its text");
        }
        return text.textValue();
    }

    private static String instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }
}
