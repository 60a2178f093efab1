package io.marketsync.api.webhook;

import java.time.Instant;

import io.marketsync.webhook.WebhookSecret;

/** A path that was made just now: the only time its secret is at hand. */
record NewPath(String marketplace, WebhookSecret secret, Instant since) {}
