package io.marketsync.api.edge;

import java.util.Map;
import java.util.Set;

import io.quarkus.test.junit.QuarkusTestProfile;

import io.marketsync.shop.SealKeys;

/** The HTTP edge alone: probe routes, fake tokens, no database and no Redis. */
public class EdgeProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
                Map.entry("marketsync.test.probe", "true"),
                Map.entry("marketsync.dashboard.enabled", "false"),
                Map.entry(
                        "marketsync.seal.public-keyset",
                        SealKeys.generate().publicKeyset().replaceAll("\\R", " ")),
                Map.entry("quarkus.http.test-port", "0"),
                Map.entry("quarkus.management.test-port", "0"),
                Map.entry("quarkus.datasource.active", "false"),
                Map.entry("quarkus.datasource.dashboard.active", "false"),
                Map.entry("quarkus.hibernate-orm.active", "false"),
                Map.entry("quarkus.redis.active", "false"),
                Map.entry("quarkus.redis.hosts", "redis://localhost:1"));
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(FakeTokens.class);
    }
}
