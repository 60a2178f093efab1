package io.marketsync.api.posting;

import java.time.Instant;
import java.time.LocalDate;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(
        name = "BackfillDay",
        description = "A day (UTC) that orders.backfill has read, by when the marketplace took the postings in.")
record BackfillDayView(
        LocalDate day,

        @Schema(description = "Postings that the marketplace lists.")
        int atMarketplace,

        @Schema(description = "Postings that are stored; more where the marketplace no longer lists some.")
        int stored,

        Instant readAt) {}
