package io.marketsync.api.redis;

import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.config.ConfigProvider;

import io.marketsync.api.testing.DatabaseProfile;

/** The whole api with a Redis, which the test starts on the ports that the profile has chosen: the api starts without it. */
abstract class RedisProfile extends DatabaseProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> overrides = new HashMap<>(super.getConfigOverrides());
        overrides.remove("quarkus.redis.active");
        overrides.remove("quarkus.redis.hosts");
        overrides.putAll(topology());
        return overrides;
    }

    /** Of {@code quarkus.redis.hosts}. */
    static List<Integer> ports() {
        String hosts = ConfigProvider.getConfig().getValue("quarkus.redis.hosts", String.class);
        return Arrays.stream(hosts.split(","))
                .map(host -> URI.create(host.strip()).getPort())
                .toList();
    }

    /** What an operator sets for it, as ops/redis/README.md has it. */
    abstract Map<String, String> topology();
}
