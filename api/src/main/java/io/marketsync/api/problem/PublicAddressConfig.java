package io.marketsync.api.problem;

import java.net.URI;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** Where sellers reach this api. */
@ConfigMapping(prefix = "marketsync.api")
public interface PublicAddressConfig {

    /**
     * Scheme and authority of absolute links, such as {@code https://api.example.com}. Without it each answer links to
     * the host its own request named; set it when a proxy changes host or scheme, or links lead nowhere.
     */
    Optional<URI> publicUrl();
}
