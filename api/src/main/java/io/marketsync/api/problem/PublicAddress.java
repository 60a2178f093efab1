package io.marketsync.api.problem;

import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Makes paths of this api absolute: with the configured public URL, else with the origin the request itself named. */
@Singleton
public class PublicAddress {

    // A Host header that is no plain authority must not reach a link; such a request gets path-only links.
    private static final Pattern AUTHORITY =
            Pattern.compile("[A-Za-z0-9.\\-]{1,253}(:\\d{1,5})?|\\[[0-9a-fA-F:.]{2,45}](:\\d{1,5})?");

    private final Optional<String> configured;

    @Inject
    public PublicAddress(PublicAddressConfig config) {
        this.configured = config.publicUrl().map(url -> url.toString().replaceAll("/+$", ""));
    }

    /** No trailing slash; empty when neither the configuration nor the request names a usable host. */
    public String origin(HttpServerRequest request) {
        return configured.orElseGet(() -> originOf(request));
    }

    private static String originOf(HttpServerRequest request) {
        String host = request.getHeader(HttpHeaders.HOST);
        if (host == null && request.authority() != null) {
            host = request.authority().toString();
        }
        return host != null && AUTHORITY.matcher(host).matches() ? request.scheme() + "://" + host : "";
    }
}
