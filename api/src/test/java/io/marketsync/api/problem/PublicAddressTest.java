package io.marketsync.api.problem;

import java.net.URI;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PublicAddressTest {

    @Test
    void theConfiguredAddressWinsOverTheRequest() {
        PublicAddress address = new PublicAddress(() -> Optional.of(URI.create("https://api.example.com/")));

        assertThat(address.origin(null)).isEqualTo("https://api.example.com");
    }
}
