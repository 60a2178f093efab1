package io.marketsync.api.openapi;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import io.marketsync.api.testing.Caller;
import io.marketsync.api.testing.DatabaseProfile;

@QuarkusTest
@TestProfile(DatabaseProfile.class)
class DescriptionIT {
    @Test
    void x() throws Exception {
        for (int i = 0; i < 100; i++) {
            long t = System.nanoTime();
            java.nio.file.Files.writeString(
                    java.nio.file.Path.of("/tmp/openapi.yaml"),
                    Caller.anonymous().get("/q/openapi").toString());
            if (i % 10 == 9) System.out.println("MS " + (System.nanoTime() - t) / 1e6);
        }
    }
}
