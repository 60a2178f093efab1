package io.marketsync.api.pool;

import java.time.Instant;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The pools that are alive, and the sizes that operators have set. */
@Schema(name = "Pools")
record PoolsView(
        @Schema(description = "By process and queue; at most 1000 of them are shown.")
        List<Pool> pools,

        @Schema(description = "Of queues whose pools have another size than their processes are configured for.")
        List<Size> sizes) {

    @Schema(name = "Pool")
    record Pool(
            @Schema(examples = "worker-1:4711") String process,
            @Schema(examples = "high") String queue,

            @Schema(
                    description =
                            "As its process has them: at most as many as its database connections allow. Null when it does not say.",
                    nullable = true)
            Integer slots,

            @Schema(description = "It stops, and claims nothing more.")
            boolean draining,

            @Schema(description = "Its last heartbeat, at most 15 seconds ago; there is one every three.")
            Instant seenAt) {}

    @Schema(name = "PoolSize")
    record Size(
            @Schema(examples = "high") String queue,
            @Schema(description = "In each process.") int slots) {}
}
