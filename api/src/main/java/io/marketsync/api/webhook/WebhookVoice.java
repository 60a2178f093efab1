package io.marketsync.api.webhook;

import java.util.Optional;

import jakarta.inject.Singleton;

import io.marketsync.api.WebhookPaths;
import io.marketsync.api.problem.ForeignVoice;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.shop.Adapters;
import io.marketsync.webhook.UnreadableWebhook;
import io.marketsync.webhook.WebhookTranslator;

/** Refuses calls of marketplaces in their own words, also where no resource was reached. */
@Singleton
class WebhookVoice implements ForeignVoice {

    private final Adapters<WebhookTranslator> translators;

    WebhookVoice(Adapters<WebhookTranslator> translators) {
        this.translators = translators;
    }

    @Override
    public Optional<String> refusal(String path, ProblemException refusal, String detail) {
        if (!WebhookPaths.isOne(path)) {
            return Optional.empty();
        }
        boolean incomplete = refusal.getCause() instanceof UnreadableWebhook unreadable && unreadable.incomplete();
        return translators
                .find(WebhookPaths.marketplace(path))
                .map(translator -> translator.refused(incomplete, message(refusal, detail)));
    }

    private static String message(ProblemException refusal, String detail) {
        if (refusal.getCause() instanceof UnreadableWebhook unreadable) {
            return unreadable.getMessage();
        }
        return refusal.code() == ProblemCode.FORBIDDEN ? "Calls from this address are not accepted." : detail;
    }
}
