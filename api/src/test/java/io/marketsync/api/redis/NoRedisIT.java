package io.marketsync.api.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import io.marketsync.api.testing.Caller;
import io.marketsync.api.testing.DatabaseProfile;

import static org.assertj.core.api.Assertions.assertThat;

/** Redis that nobody configured: everything else goes on, and the operator is told. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class NoRedisIT {

    @Test
    void anApiWithoutRedisSaysSo() {
        JsonNode redis = Caller.ops().get("/api/v1/ops/redis").json();

        assertThat(redis.path("mode").asText()).isEqualTo("degraded");
        assertThat(redis.path("connected").asBoolean()).isFalse();
        assertThat(redis.path("errors").get(0).path("code").asText()).isEqualTo("away");
        assertThat(redis.path("errors").get(0).path("detail").asText()).contains("quarkus.redis.hosts is not set");
        assertThat(redis.path("version").isNull()).isTrue();
        assertThat(redis.path("reconnects").asLong()).isZero();
    }
}
