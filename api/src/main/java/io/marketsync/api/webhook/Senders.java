package io.marketsync.api.webhook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.quarkus.runtime.Startup;

import io.marketsync.shop.Adapters;
import io.marketsync.webhook.WebhookTranslator;

/** Who may call for a marketplace: the networks it calls from, as it says or as configured. A bad network stops the start-up. */
@Startup
@Singleton
class Senders {

    private final List<Network> proxies;
    private final Map<String, List<Network>> byMarketplace = new HashMap<>();

    Senders(WebhooksConfig config, Adapters<WebhookTranslator> translators) {
        this.proxies = networks("marketsync.webhooks.proxies", config.proxies().orElse(List.of()));
        config.senders().keySet().forEach(name -> {
            if (!translators.marketplaces().contains(name)) {
                throw new IllegalArgumentException("marketsync.webhooks.senders." + name
                        + ": no such marketplace has webhooks; those are " + translators.marketplaces());
            }
        });
        for (String marketplace : translators.marketplaces()) {
            WebhooksConfig.Senders configured = config.senders().get(marketplace);
            List<String> networks = configured == null
                    ? translators.of(marketplace).networks()
                    : configured.networks().orElse(List.of());
            byMarketplace.put(
                    marketplace, networks("marketsync.webhooks.senders." + marketplace + ".networks", networks));
        }
    }

    /**
     * @param peer address of the connection
     * @param forwardedFor the X-Forwarded-For headers in their order, each with any number of addresses
     */
    boolean allows(String marketplace, String peer, List<String> forwardedFor) {
        List<Network> networks = byMarketplace.getOrDefault(marketplace, List.of());
        return networks.isEmpty()
                || sender(peer, forwardedFor)
                        .filter(address -> isIn(networks, address))
                        .isPresent();
    }

    /** The last address that no proxy of ours has: the ones before it are what the caller claims. */
    private Optional<byte[]> sender(String peer, List<String> forwardedFor) {
        List<String> way = new ArrayList<>();
        forwardedFor.forEach(header -> way.addAll(Arrays.asList(header.split(","))));
        way.add(peer);
        Optional<byte[]> address = Optional.empty();
        for (String hop : way.reversed()) {
            address = Network.address(hop);
            if (address.isEmpty() || !isIn(proxies, address.get())) {
                return address;
            }
        }
        return address;
    }

    private static boolean isIn(List<Network> networks, byte[] address) {
        return networks.stream().anyMatch(network -> network.has(address));
    }

    private static List<Network> networks(String property, List<String> texts) {
        try {
            return texts.stream().map(Network::of).toList();
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException(property + ": " + bad.getMessage(), bad);
        }
    }
}
