package io.marketsync.webhook;

import java.time.Instant;
import java.util.List;

import io.marketsync.shop.Adapter;

/**
 * How a marketplace calls us and wants to be answered. Reads whatever may come: what is not its marketplace's is an
 * {@link UnreadableWebhook}, never another exception. Answers are JSON. Without state, used by many threads.
 */
public interface WebhookTranslator extends Adapter {

    /** Where its calls come from, as the marketplace says: networks like {@code 195.34.21.0/24}. Empty when it does not say. */
    List<String> networks();

    /** @param body as it came, of any length */
    Webhook read(byte[] body) throws UnreadableWebhook;

    /** The answer to a {@link Webhook.Ping}. */
    String pong(String version, Instant now);

    /** The answer to an event that is kept, or was before. */
    String accepted();

    /**
     * The answer to a call that is refused.
     *
     * @param incomplete as {@link UnreadableWebhook#incomplete}
     */
    String refused(boolean incomplete, String message);
}
