package io.marketsync.api.openapi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import io.marketsync.api.testing.Caller;
import io.marketsync.api.testing.DatabaseProfile;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@TestProfile(DatabaseProfile.class)
class DescriptionIT {

    private static final Path COMMITTED = Path.of("openapi.yaml");

    @Test
    void theCommittedDocumentIsTheServedOne() throws IOException {
        String served = Caller.anonymous().get("/q/openapi").body();
        if (Boolean.getBoolean("openapi.update")) {
            Files.writeString(COMMITTED, served);
        }
        assertThat(Files.readString(COMMITTED))
                .as(
                        "the api changed and api/openapi.yaml did not; look whether old clients survive the change, then write it"
                                + " with: mvn -pl api -am verify -Dtest=DescriptionIT -Dsurefire.failIfNoSpecifiedTests=false"
                                + " -Dopenapi.update=true")
                .isEqualTo(served);
    }
}
