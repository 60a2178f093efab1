package io.marketsync.api.pause;

import java.time.Instant;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.PublicId;
import io.marketsync.api.pause.PauseStore.Pause;

@Schema(name = "Pause")
record PauseView(
        @Schema(examples = "kind", description = "queue, kind, marketplace, schedule or shop.")
        String scope,

        @Schema(examples = "orders.pull") String name,

        @Schema(examples = "Ozon answers 500 to every list.")
        String note,

        Instant since) {

    static PauseView of(Pause pause) {
        boolean shop = pause.scope().equals(PauseScope.SHOP.word());
        String name = shop ? PublicId.SHOP.of(UUID.fromString(pause.name())) : pause.name();
        return new PauseView(pause.scope(), name, pause.note(), pause.since());
    }
}
