package io.marketsync.api.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Who may call the webhook paths, and how they are answered. */
@ConfigMapping(prefix = "marketsync.webhooks")
public interface WebhooksConfig {

    /**
     * Networks of the proxies in front, like {@code 127.0.0.1/32}: from them the address counts that they add to X-Forwarded-For. With
     * none, the default, the address of the connection counts. Too few and every call comes from the proxy, and is refused; too many
     * and a caller chooses the address it comes from.
     */
    Optional<List<String>> proxies();

    /**
     * A call that is not kept by then is answered 503, and the marketplace repeats it. From 100 ms to 5 s. Too short refuses calls
     * that a busy database would have kept a moment later; too long and marketplaces take us for dead: Ozon suspends an address that
     * needs more than 5 s.
     */
    @WithDefault("PT0.8S")
    Duration answerWithin();

    /**
     * Calls that are worked on at a time, each with a connection of the api's. Too few and a burst is told to come again; too many
     * and a flood of calls leaves sellers none.
     */
    @WithDefault("8")
    int atOnce();

    /** By marketplace; those that are not named here may call from where the marketplace says it does. */
    Map<String, Senders> senders();

    interface Senders {

        /** Networks like {@code 195.34.21.0/24}; empty lets everybody call who knows a path. */
        Optional<List<String>> networks();
    }
}
