package io.marketsync.api.edge;

import java.util.Map;
import java.util.Set;

import io.quarkus.test.junit.QuarkusTestProfile;

import io.marketsync.shop.SealKeys;

/** The HTTP edge alone: probe routes, fake tokens, no database and no Redis. */
public class EdgeProfile implements QuarkusTestProfile {

    private static final String NO_DATABASE = "jdbc:postgresql://127.0.0.1:1/none";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
                Map.entry("marketsync.test.probe", "true"),
                Map.entry("mp.openapi.scan.exclude.classes", Probe.class.getName()),
                Map.entry("marketsync.dashboard.enabled", "false"),
                Map.entry(
                        "marketsync.seal.public-keyset",
                        SealKeys.generate().publicKeyset().replaceAll("\\R", " ")),
                Map.entry("quarkus.http.test-port", "0"),
                Map.entry("quarkus.management.test-port", "0"),
                Map.entry("quarkus.datasource.jdbc.url", NO_DATABASE),
                Map.entry("quarkus.datasource.jdbc.min-size", "0"),
                Map.entry("quarkus.datasource.dashboard.jdbc.url", NO_DATABASE),
                Map.entry("quarkus.hibernate-orm.active", "false"),
                Map.entry("quarkus.redis.active", "false"),
                Map.entry("quarkus.redis.hosts", "redis://localhost:1"));
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(FakeTokens.class);
    }
}
