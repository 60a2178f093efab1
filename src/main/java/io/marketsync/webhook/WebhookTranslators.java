package io.marketsync.webhook;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The adapters of this process, by marketplace. Not every marketplace has webhooks. */
public final class WebhookTranslators {

    private final Map<String, WebhookTranslator> byMarketplace;

    public WebhookTranslators(Collection<? extends WebhookTranslator> translators) {
        this.byMarketplace = translators.stream()
                .collect(Collectors.toUnmodifiableMap(WebhookTranslator::marketplace, Function.identity()));
    }

    public Optional<WebhookTranslator> of(String marketplace) {
        return Optional.ofNullable(byMarketplace.get(marketplace));
    }

    public Set<String> marketplaces() {
        return byMarketplace.keySet();
    }
}
