package io.marketsync.api.testing;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import io.marketsync.shop.SealKeys;
import io.marketsync.testing.TestDatabase;

/** Starts PostgreSQL with schema and roles, and tells the application where it is and which keys it has. */
public class ApiDatabase implements QuarkusTestResourceLifecycleManager {

    /** Where the tests find the private half, to prove what was sealed. */
    static final String PRIVATE_KEYSET = "marketsync.test.private-keyset";

    @Override
    public Map<String, String> start() {
        String url = TestDatabase.shared().postgres().jdbcUrl();
        SealKeys keys = SealKeys.generate();
        byte[] cursorKey = new byte[32];
        new SecureRandom().nextBytes(cursorKey);
        return Map.of(
                "quarkus.datasource.jdbc.url",
                url,
                "quarkus.datasource.dashboard.jdbc.url",
                url,
                "marketsync.seal.public-keyset",
                oneLine(keys.publicKeyset()),
                PRIVATE_KEYSET,
                oneLine(keys.privateKeyset()),
                "marketsync.api.cursor-key",
                Base64.getEncoder().encodeToString(cursorKey));
    }

    private static String oneLine(String json) {
        return json.replaceAll("\\R", " ");
    }

    /** PostgreSQL ends with the JVM: the next profile may need it again. */
    @Override
    public void stop() {}
}
