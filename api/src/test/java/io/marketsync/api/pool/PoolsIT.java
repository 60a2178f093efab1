package io.marketsync.api.pool;

import java.sql.SQLException;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

import io.marketsync.api.edge.Reply;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.Caller;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Rows;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static org.assertj.core.api.Assertions.assertThat;

/** Operators see pools and change their size; what a pool does with it is shown by PoolSizeIT of the workers. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class PoolsIT {

    private static final String POOLS = "/api/v1/ops/pools";

    private final Caller ops = Caller.ops();

    @BeforeEach
    @AfterEach
    void nobodyIsAliveAndNothingIsSet() {
        Rows.run("DELETE FROM pool_server");
        Rows.run("DELETE FROM pool_size");
    }

    @Test
    void poolsThatAreAliveAreShown() {
        Rows.run("""
                INSERT INTO pool_server (id, process, queue, seen_at, draining, slots) VALUES
                    (gen_random_uuid(), 'b', 'low', now(), true, 2), (gen_random_uuid(), 'a', 'low', now(), false, 4),
                    (gen_random_uuid(), 'a', 'high', now() - interval '10 seconds', false, NULL),
                    (gen_random_uuid(), 'dead', 'high', now() - interval '16 seconds', false, 9)""");

        JsonNode pools = ops.get(POOLS).json().path("pools");

        assertThat(pools).hasSize(3);
        assertThat(text(pools.get(0))).isEqualTo("a high null false");
        assertThat(text(pools.get(1))).isEqualTo("a low 4 false");
        assertThat(text(pools.get(2))).isEqualTo("b low 2 true");
        assertThat(pools.get(0).path("seenAt").asText()).endsWith("Z");
    }

    @Test
    void aSizeIsSetChangedAndRemovedAndPoolsAreToldAtOnce() throws SQLException {
        try (Handle listening = Rows.all().open()) {
            listening.execute("LISTEN marketsync_jobs");

            Reply set = ops.put(POOLS + "/high", "{\"slots\":0}");
            assertThat(set.status()).as("%s", set).isEqualTo(200);
            assertThat(set.json().path("sizes").toString()).isEqualTo("[{\"queue\":\"high\",\"slots\":0}]");
            assertToldToLook(listening);
            assertThat(ops.put(POOLS + "/high", "{\"slots\":200}")
                            .json()
                            .path("sizes")
                            .toString())
                    .isEqualTo("[{\"queue\":\"high\",\"slots\":200}]");
            assertToldToLook(listening);

            assertThat(ops.delete(POOLS + "/high").status()).isEqualTo(204);
            assertToldToLook(listening);
            assertThat(ops.get(POOLS).json().path("sizes")).isEmpty();
            assertThatProblem(Rows.nothingIsWrittenBy(() -> ops.delete(POOLS + "/high")))
                    .is(ProblemCode.TARGET_NOT_FOUND);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"slots\":-1}", "{\"slots\":201}", "{}", "{\"slots\":null}"})
    void aSizeOutOfRangeIsRefused(String body) {
        assertThatProblem(Rows.nothingIsWrittenBy(() -> ops.put(POOLS + "/high", body)))
                .is(ProblemCode.VALIDATION_FAILED)
                .namesField("#/slots", body.contains("2") ? "MAX" : body.contains("1") ? "MIN" : "NOT_NULL", "");
    }

    @Test
    void onlyQueuesHavePools() {
        assertThatProblem(Rows.nothingIsWrittenBy(() -> ops.put(POOLS + "/urgent", "{\"slots\":1}")))
                .is(ProblemCode.TARGET_NOT_FOUND);
        assertThatProblem(Rows.nothingIsWrittenBy(() -> ops.delete(POOLS + "/urgent")))
                .is(ProblemCode.TARGET_NOT_FOUND);
    }

    private static void assertToldToLook(Handle listening) throws SQLException {
        var told = listening.getConnection().unwrap(PGConnection.class).getNotifications((int)
                Duration.ofSeconds(10).toMillis());
        assertThat(told).hasSize(1);
        assertThat(told[0].getParameter()).isEqualTo("@pools");
    }

    private static String text(JsonNode pool) {
        return pool.path("process").asText() + " " + pool.path("queue").asText() + " " + pool.path("slots") + " "
                + pool.path("draining");
    }
}
