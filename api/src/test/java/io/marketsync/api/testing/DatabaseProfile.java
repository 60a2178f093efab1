package io.marketsync.api.testing;

import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/** The whole api as a seller meets it, on a real PostgreSQL, as the roles of the product. */
public class DatabaseProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "marketsync.webhooks.proxies", "127.0.0.1/32",
                "quarkus.http.test-port", "0",
                "quarkus.management.test-port", "0",
                "marketsync.dashboard.port", "0",
                "quarkus.redis.active", "false",
                "quarkus.redis.hosts", "redis://localhost:1");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(ApiDatabase.class));
    }
}
