package io.marketsync.api.webhook;

import java.time.Instant;
import java.util.Optional;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.webhook.WebhookPathStore.Known;

@Schema(name = "WebhookState", description = "Whether a shop has a webhook address, and whether it is called.")
record WebhookStateView(
        boolean open,

        @Schema(nullable = true, description = "When the address was made; null when there is none.")
        Instant createdAt,

        @Schema(
                nullable = true,
                description =
                        "The last event that came to this address, to the minute; null before the first. Pings do not count.")
        Instant lastEventAt) {

    static WebhookStateView of(Optional<Known> path) {
        return path.map(known -> new WebhookStateView(true, known.createdAt(), known.lastEventAt()))
                .orElseGet(() -> new WebhookStateView(false, null, null));
    }
}
