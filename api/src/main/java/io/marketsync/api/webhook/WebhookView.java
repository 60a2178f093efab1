package io.marketsync.api.webhook;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(name = "Webhook", description = "Where a marketplace tells of changed postings of one shop.")
record WebhookView(
        @Schema(
                description = "To be entered at the marketplace. Shown once; whoever knows it can call it.",
                examples = "https://api.example.com/webhooks/ozon/pV4m3Vq1c0yq0dJm1S2m3m8r9tQzq6Zk0w7uJ5n4xYA")
        String url,

        Instant createdAt) {}
