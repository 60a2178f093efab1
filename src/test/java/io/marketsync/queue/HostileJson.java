package io.marketsync.queue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Every way we know of to make a row of jobrunr_jobs into code, or into a stone in the way of other rows: from a good row's JSON. */
final class HostileJson {

    static final String PLAIN = Canaries.name(Canaries.Plain.class);
    private static final String FAILURE = Canaries.name(Canaries.Failure.class);
    private static final String STATE = Canaries.name(Canaries.State.class);
    private static final String NUMERIC = Canaries.name(Canaries.Numeric.class);
    private static final String COLLECTION = Canaries.name(Canaries.Collection.class);

    private static final String RUNNER = "\"className\":\"io.marketsync.queue.JobRunner\"";
    private static final String REF = "\"className\":\"io.marketsync.queue.JobRef\"";
    private static final String ACTUAL = "\"actualClassName\":\"io.marketsync.queue.JobRef\"";
    private static final String MAP = "{\"@class\":\"java.util.concurrent.ConcurrentHashMap\"";
    private static final String ENQUEUED = "\"@class\":\"org.jobrunr.jobs.states.EnqueuedState\"";
    private static final String HISTORY = "\"jobHistory\":[";

    private HostileJson() {}

    /** By what they try. Each change applies to a row in any state. */
    static Map<String, UnaryOperator<String>> changes() {
        Map<String, UnaryOperator<String>> changes = new LinkedHashMap<>();
        calls(changes);
        parameters(changes);
        types(changes);
        failures(changes);
        disguises(changes);
        shapes(changes);
        strangers(changes);
        return changes;
    }

    private static void calls(Map<String, UnaryOperator<String>> to) {
        to.put("static method", replace(RUNNER + ",\"methodName\":\"run\"", cls(PLAIN) + ",\"methodName\":\"call\""));
        to.put(
                "static method of the JDK",
                replace(RUNNER + ",\"methodName\":\"run\"", cls("java.lang.System") + ",\"methodName\":\"gc\""));
        to.put("static field", replace(RUNNER, cls(PLAIN) + ",\"staticFieldName\":\"FIELD\""));
        to.put("static field of ours", replace(RUNNER, RUNNER + ",\"staticFieldName\":\"LOG\""));
        to.put("another class", replace(RUNNER, cls(PLAIN)));
        to.put("a class of ours that is no handler", replace(RUNNER, cls("io.marketsync.queue.JobRef")));
        to.put("another method", replace("\"methodName\":\"run\"", "\"methodName\":\"toString\""));
        to.put("no method", replace("\"methodName\":\"run\"", "\"methodName\":null"));
        to.put("no class", replace(RUNNER, "\"className\":null"));
        to.put("class name as an object", replace(RUNNER, "\"className\":{\"x\":\"" + PLAIN + "\"}"));
    }

    private static void parameters(Map<String, UnaryOperator<String>> to) {
        to.put("parameter of another class", replace(REF, cls(PLAIN)));
        to.put("parameter that is actually another", replace(ACTUAL, "\"actualClassName\":\"" + PLAIN + "\""));
        to.put("generics", replace(ACTUAL, "\"actualClassName\":\"java.util.ArrayList<" + PLAIN + ">\""));
        to.put("array", replace(ACTUAL, "\"actualClassName\":\"[L" + PLAIN + ";\""));
        to.put("JNDI path as a parameter", replace(REF, cls("java.nio.file.Path")));
        to.put("no parameter", json -> json.replaceFirst("\"jobParameters\":\\[.*?}}]", "\"jobParameters\":[]"));
        to.put(
                "two parameters",
                json -> json.replaceFirst("\"jobParameters\":\\[(.*?}})]", "\"jobParameters\":[$1,$1]"));
        to.put("more in the parameter", replace("\"object\":{", "\"object\":{\"more\":1,"));
    }

    private static void types(Map<String, UnaryOperator<String>> to) {
        to.put("number in the metadata", replace(MAP, MAP + ",\"n\":{\"@class\":\"" + NUMERIC + "\"}"));
        to.put("collection as metadata", replace(MAP, "{\"@class\":\"" + COLLECTION + "\""));
        to.put("class as first of an array in the metadata", replace(MAP, MAP + ",\"x\":[\"" + PLAIN + "\",{}]"));
        to.put(
                "generics as first of an array in the metadata",
                replace(MAP, MAP + ",\"x\":[\"java.util.ArrayList<" + PLAIN + ">\",[]]"));
        to.put("array type in the metadata", replace(MAP, MAP + ",\"x\":[\"[L" + PLAIN + ";\",[{}]]"));
        to.put("another state", replace(HISTORY, HISTORY + "{\"@class\":\"" + STATE + "\"},"));
        to.put("class as first of an array in the history", replace(HISTORY, HISTORY + "[\"" + STATE + "\",{}],"));
        to.put(
                "class as metadata array",
                replace("\"metadata\":{", "\"metadata\":[\"" + COLLECTION + "\",[]],\"x\":{"));
    }

    private static void failures(Map<String, UnaryOperator<String>> to) {
        to.put("exception", replace(HISTORY, HISTORY + failed(FAILURE, null)));
        to.put("cause", replace(HISTORY, HISTORY + failed("io.marketsync.failure.JobFailure", FAILURE)));
        to.put("exception of the JDK", replace(HISTORY, HISTORY + failed("java.lang.OutOfMemoryError", null)));
    }

    private static void disguises(Map<String, UnaryOperator<String>> to) {
        to.put("good name, then bad", replace(RUNNER, RUNNER + "," + cls(PLAIN)));
        to.put("bad name, then good", replace(RUNNER, cls(PLAIN) + "," + RUNNER));
        to.put("two type ids", replace(ENQUEUED, ENQUEUED + ",\"@class\":\"" + STATE + "\""));
        to.put("escaped field", replace(ENQUEUED, "\"\\u0040class\":\"" + STATE + "\""));
        to.put("escaped letter", replace(RUNNER, "\"\\u0063lassName\":\"" + PLAIN + "\""));
        to.put("escaped value", replace(RUNNER, cls(PLAIN.replace("i", "\\u0069"))));
        to.put("field in another case", replace(RUNNER, "\"CLASSNAME\":\"" + PLAIN + "\""));
        to.put("type id in another case", replace(ENQUEUED, "\"@Class\":\"" + STATE + "\""));
        to.put("name with a blank", replace(RUNNER, cls("io.marketsync.queue.JobRunner ")));
        to.put("name with NUL", replace(RUNNER, cls("io.marketsync.queue.JobRunner\\u0000")));
        to.put("single quotes", json -> json.replace('"', '\''));
        to.put("comment", replace(RUNNER, "/* */" + RUNNER));
    }

    private static void shapes(Map<String, UnaryOperator<String>> to) {
        to.put("deep", replace(MAP, MAP + ",\"d\":" + "{\"d\":".repeat(5_000) + "1" + "}".repeat(5_000)));
        to.put("huge", replace(MAP, MAP + ",\"h\":\"" + "h".repeat(300_000) + "\""));
        to.put("not JSON", json -> "rO0ABXNyABFqYXZhLnV0aWwuSGFzaE1hcA");
        to.put("empty", json -> "");
        to.put("null", json -> "null");
        to.put("array around", json -> "[" + json + "]");
        to.put("cut", json -> json.substring(0, json.length() / 2));
        to.put("trailing object", json -> json + json);
        to.put("trailing text", json -> json + " x");
        to.put("no history", json -> json.replaceFirst("\"jobHistory\":\\[.*?}]", "\"jobHistory\":[]"));
    }

    private static void strangers(Map<String, UnaryOperator<String>> to) {
        to.put(
                "id of another row",
                json -> json.replaceFirst("\"id\":\"[^\"]*\"", "\"id\":\"" + UUID.randomUUID() + "\""));
        to.put(
                "reference to another's job",
                json -> json.replaceFirst(
                        "\"object\":\\{\"id\":\"[^\"]*\"", "\"object\":{\"id\":\"" + UUID.randomUUID() + "\""));
        to.put("another version", json -> json.replaceFirst("\"version\":\\d+", "\"version\":77"));
        to.put("version of a new job", json -> json.replaceFirst("\"version\":\\d+", "\"version\":0"));
        to.put(
                "another state than its row",
                json -> json.replaceFirst(
                        "]}$",
                        ",{\"@class\":\"org.jobrunr.jobs.states.DeletedState\",\"state\":\"DELETED\","
                                + "\"createdAt\":\"2026-11-20T10:00:00Z\",\"reason\":\"x\"}]}"));
    }

    private static String failed(String exception, String cause) {
        return "{\"@class\":\"org.jobrunr.jobs.states.FailedState\",\"state\":\"FAILED\",\"createdAt\":\"2026-11-20T10:00:00Z\","
                + "\"message\":\"m\",\"exceptionType\":\"" + exception + "\",\"exceptionMessage\":\"m\","
                + (cause == null ? "" : "\"exceptionCauseType\":\"" + cause + "\",\"exceptionCauseMessage\":\"m\",")
                + "\"stackTrace\":\"\",\"doNotRetry\":false},";
    }

    private static String cls(String name) {
        return "\"className\":\"" + name + "\"";
    }

    private static UnaryOperator<String> replace(String good, String bad) {
        return json -> {
            if (!json.contains(good)) {
                throw new IllegalArgumentException("a good row has no " + good);
            }
            return json.replace(good, bad);
        };
    }
}
