package io.marketsync.job;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
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
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final Map<String, JobHandler<?>> byName;
    private final Map<String, Kind<?>> kinds = new HashMap<>();

    public Kinds(Collection<? extends JobHandler<?>> handlers) {
        this.byName = handlers.stream()
                .collect(Collectors.toUnmodifiableMap(handler -> handler.kind().name(), Function.identity()));
        byName.forEach((name, handler) -> kinds.put(name, handler.kind()));
    }

    /** @throws IllegalArgumentException naming the property that is wrong */
    public Kinds(Collection<? extends JobHandler<?>> handlers, KindsConfig config) {
        this(handlers);
        config.byName().forEach(this::override);
    }

    private void override(String name, KindsConfig.Limits limits) {
        Kind<?> declared = kinds.get(name);
        if (declared == null) {
            throw new IllegalArgumentException(
                    "marketsync.kinds.\"" + name + "\" is no kind; kinds are " + new TreeSet<>(kinds.keySet()));
        }
        try {
            kinds.put(
                    name,
                    declared.limited(
                            limits.softLimit().orElse(null),
                            limits.hardLimit().orElse(null),
                            limits.maxAttempts().isPresent()
                                    ? limits.maxAttempts().getAsInt()
                                    : null));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("marketsync.kinds.\"" + name + "\": " + e.getMessage(), e);
        }
    }

    public List<Kind<?>> all() {
        return List.copyOf(kinds.values());
    }

    /** With its limits as configured. */
    public Kind<?> kind(String name) {
        handler(name);
        return kinds.get(name);
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
