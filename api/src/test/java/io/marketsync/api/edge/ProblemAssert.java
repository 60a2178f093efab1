package io.marketsync.api.edge;

import com.fasterxml.jackson.databind.JsonNode;

import io.marketsync.api.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;

/** Says that a reply is a complete problem of one code. */
public final class ProblemAssert {

    private final Reply reply;

    private ProblemAssert(Reply reply) {
        this.reply = reply;
    }

    public static ProblemAssert assertThatProblem(Reply reply) {
        return new ProblemAssert(reply);
    }

    public ProblemAssert is(ProblemCode code) {
        assertThat(reply.status()).as("%s", reply).isEqualTo(code.status());
        assertThat(reply.header("Content-Type")).as("%s", reply).isEqualTo("application/problem+json");
        JsonNode problem = reply.json();
        assertThat(problem.path("code").asText()).as("%s", reply).isEqualTo(code.name());
        assertThat(problem.path("status").asInt()).isEqualTo(code.status());
        assertThat(problem.path("retryable").isBoolean()).isTrue();
        assertThat(problem.path("type").asText()).startsWith("http://").endsWith("/problems/" + code.slug());
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("detail").asText()).isNotBlank().doesNotContain("{", "io.marketsync", "java.");
        assertThat(problem.path("hint").asText()).isNotBlank();
        assertThat(problem.path("requestId").asText()).isEqualTo(reply.header("X-Request-Id"));
        assertThat(problem.path("instance").asText()).isEqualTo("urn:request:" + reply.header("X-Request-Id"));
        return this;
    }

    public ProblemAssert namesField(String pointer, String code, String limit) {
        for (JsonNode error : reply.json().path("errors")) {
            if (error.path("pointer").asText().equals(pointer)
                    && error.path("code").asText().equals(code)) {
                assertThat(error.path("detail").asText()).contains(limit);
                return this;
            }
        }
        throw new AssertionError("no error " + code + " at " + pointer + " in " + reply);
    }

    public ProblemAssert retryAfter(long seconds) {
        assertThat(reply.header("Retry-After")).isEqualTo(Long.toString(seconds));
        assertThat(reply.json().path("retryAfterSeconds").asLong()).isEqualTo(seconds);
        return this;
    }
}
