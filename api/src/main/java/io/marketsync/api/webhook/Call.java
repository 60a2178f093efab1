package io.marketsync.api.webhook;

import java.util.List;

import io.marketsync.webhook.WebhookSecret;

/**
 * A call to a webhook path, as it came.
 *
 * @param marketplace that the path names, whether there is one or not
 * @param peer address of the connection
 * @param forwardedFor the X-Forwarded-For headers in their order
 * @param requestId for the logs
 */
record Call(
        String marketplace,
        WebhookSecret secret,
        String peer,
        List<String> forwardedFor,
        byte[] body,
        String requestId) {}
