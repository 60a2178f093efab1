package io.marketsync.api.webhook;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** Who may call the webhook paths. */
@ConfigMapping(prefix = "marketsync.webhooks")
public interface WebhooksConfig {

    /**
     * Networks of the proxies in front, like {@code 127.0.0.1/32}: from them the address counts that they add to X-Forwarded-For. With
     * none, the default, the address of the connection counts. Too few and every call comes from the proxy, and is refused; too many
     * and a caller chooses the address it comes from.
     */
    Optional<List<String>> proxies();

    /** By marketplace; those that are not named here may call from where the marketplace says it does. */
    Map<String, Senders> senders();

    interface Senders {

        /** Networks like {@code 195.34.21.0/24}; empty lets everybody call who knows a path. */
        Optional<List<String>> networks();
    }
}
