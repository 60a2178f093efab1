package io.marketsync.api.edge;

import java.util.Map;
import java.util.Set;

import io.quarkus.test.junit.QuarkusTestProfile;

/** The HTTP edge alone: probe routes, fake tokens, no database and no Redis. */
public class EdgeProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "marketsync.test.probe", "true",
                "quarkus.http.test-port", "0",
                "quarkus.devservices.enabled", "false",
                "quarkus.datasource.db-kind", "postgresql",
                "quarkus.datasource.active", "false",
                "quarkus.hibernate-orm.active", "false",
                "quarkus.redis.active", "false",
                "quarkus.redis.hosts", "redis://localhost:1",
                "quarkus.redis.health.enabled", "false");
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(FakeTokens.class);
    }
}
