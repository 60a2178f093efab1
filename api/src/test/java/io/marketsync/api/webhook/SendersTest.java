package io.marketsync.api.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.marketplace.ozon.OzonWebhooks;
import io.marketsync.shop.Adapters;
import io.marketsync.webhook.WebhookTranslator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who may call: the marketplace's own networks, as the connection or a proxy that is trusted shows them. */
class SendersTest {

    private static final String OZON = "195.34.21.7";
    private static final String STRANGER = "203.0.113.9";

    private static final Adapters<WebhookTranslator> TRANSLATORS = new Adapters<>(List.of(new OzonWebhooks()));

    private record Config(
            Optional<List<String>> proxies,
            Map<String, WebhooksConfig.Senders> senders,
            Duration answerWithin,
            int atOnce)
            implements WebhooksConfig {}

    private static Senders senders(List<String> proxies, Map<String, WebhooksConfig.Senders> networks) {
        return new Senders(new Config(Optional.ofNullable(proxies), networks, Duration.ofSeconds(1), 1), TRANSLATORS);
    }

    @ParameterizedTest
    @CsvSource({
        "195.34.21.0, true",
        "195.34.21.255, true",
        "195.34.22.0, false",
        "185.73.192.0, true",
        "185.73.195.255, true",
        "185.73.196.0, false",
        "185.73.191.255, false",
        "91.223.93.1, true",
        "::ffff:195.34.21.7, true",
        "::ffff:203.0.113.9, false",
        "127.0.0.1, false",
        "::1, false",
        "'', false",
        "localhost, false",
        "195.34.21.7:80, false"
    })
    void byDefaultOzonsNetworksAreLetIn(String peer, boolean allowed) {
        assertThat(senders(null, Map.of()).allows("ozon", peer, List.of())).isEqualTo(allowed);
    }

    @Test
    void whatACallerClaimsCountsForNothingWithoutAProxy() {
        Senders senders = senders(null, Map.of());
        assertThat(senders.allows("ozon", STRANGER, List.of(OZON))).isFalse();
        assertThat(senders.allows("ozon", OZON, List.of(STRANGER))).isTrue();
    }

    @Test
    void behindProxiesTheLastAddressThatIsNoneOfTheirsCounts() {
        Senders senders = senders(List.of("127.0.0.1/32", "10.0.0.0/8"), Map.of());
        assertThat(senders.allows("ozon", "127.0.0.1", List.of(OZON))).isTrue();
        assertThat(senders.allows("ozon", "127.0.0.1", List.of(OZON + ", 10.1.2.3")))
                .isTrue();
        assertThat(senders.allows("ozon", "127.0.0.1", List.of(OZON, "10.1.2.3")))
                .as("two headers")
                .isTrue();
        assertThat(senders.allows("ozon", "127.0.0.1", List.of(OZON + ", " + STRANGER)))
                .as("the caller claims the first")
                .isFalse();
        assertThat(senders.allows("ozon", "127.0.0.1", List.of(OZON + ", x"))).isFalse();
        assertThat(senders.allows("ozon", "127.0.0.1", List.of())).isFalse();
        assertThat(senders.allows("ozon", STRANGER, List.of(OZON)))
                .as("past the proxy")
                .isFalse();
        assertThat(senders.allows("ozon", OZON, List.of()))
                .as("past the proxy, and Ozon")
                .isTrue();
    }

    @Test
    void configuredNetworksReplaceThoseOfTheMarketplaceAndNoneLetEverybodyIn() {
        Senders mine = senders(null, Map.of("ozon", () -> Optional.of(List.of("203.0.113.0/24", "2001:db8::/32"))));
        assertThat(mine.allows("ozon", STRANGER, List.of())).isTrue();
        assertThat(mine.allows("ozon", "2001:db8:1::1", List.of())).isTrue();
        assertThat(mine.allows("ozon", "2001:db9::1", List.of())).isFalse();
        assertThat(mine.allows("ozon", OZON, List.of())).isFalse();
        assertThat(senders(null, Map.of("ozon", Optional::empty)).allows("ozon", STRANGER, List.of()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ozon.ru",
                "195.34.21.0/33",
                "195.34.21.0/-1",
                "195.34.21.0/x",
                "195.34.21.0/24/1",
                "::/129",
                "/8"
            })
    void aNetworkThatIsNoneStopsTheStartAndNamesTheProperty(String network) {
        assertThatThrownBy(() -> senders(List.of(network), Map.of()))
                .hasMessageContaining("marketsync.webhooks.proxies")
                .hasMessageContaining("195.34.21.0/24");
        assertThatThrownBy(() -> senders(null, Map.of("ozon", () -> Optional.of(List.of(network)))))
                .hasMessageContaining("marketsync.webhooks.senders.ozon.networks");
    }

    @Test
    void aMarketplaceThatCallsNobodyStopsTheStart() {
        assertThatThrownBy(() -> senders(null, Map.of("ozone", Optional::empty)))
                .hasMessageContaining("marketsync.webhooks.senders.ozone")
                .hasMessageContaining("[ozon]");
    }
}
