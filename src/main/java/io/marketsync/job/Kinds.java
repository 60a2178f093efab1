package io.marketsync.job;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;

/**
 * The kinds a process can run, by name. Arguments are plain JSON decoded into the kind's own record: a row can choose among
 * these records and nothing else.
 */
public final class Kinds {

    private static final int LONGEST_ARGS = 64 * 1024;
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(20)
                            .maxDocumentLength(LONGEST_ARGS)
                            .build())
                    .build())
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Map<String, JobHandler<?>> byName;

    public Kinds(Collection<? extends JobHandler<?>> handlers) {
        this.byName = handlers.stream()
                .collect(Collectors.toUnmodifiableMap(handler -> handler.kind().name(), Function.identity()));
    }

    public List<Kind<?>> all() {
        return byName.values().stream().<Kind<?>>map(JobHandler::kind).toList();
    }

    public Kind<?> kind(String name) {
        return handler(name).kind();
    }

    public JobHandler<?> handler(String name) {
        JobHandler<?> handler = byName.get(name);
        if (handler == null) {
            throw new JobFailure(Reason.BUG, "This version does not know the kind " + name + "; deploy one that does.");
        }
        return handler;
    }

    public static <A extends Record> A decode(Kind<A> kind, String args) {
        try {
            return JSON.readValue(args, kind.args());
        } catch (JsonProcessingException e) {
            throw new JobFailure(Reason.BUG, "The arguments of this " + kind.name() + " job cannot be read.");
        }
    }

    public static String encode(Record args) {
        try {
            return JSON.writeValueAsString(args);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("arguments of a job must be plain values: " + args.getClass(), e);
        }
    }
}
