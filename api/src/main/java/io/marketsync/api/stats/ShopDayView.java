package io.marketsync.api.stats;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(
        name = "ShopDay",
        description = "What a shop sold on a day (UTC), by when the marketplace took the postings in.")
record ShopDayView(
        LocalDate day,
        int postings,

        @Schema(description = "Of them.") int cancelled,

        @Schema(description = "Of postings that are not cancelled.")
        long units,

        @Schema(description = "Of postings that are not cancelled, by currency.")
        List<Revenue> revenue,

        @Schema(description = "Values of stock, and prices, that the marketplace took.")
        long pushed,

        @Schema(description = "Values of stock, and prices, that it refused.")
        long pushErrors,

        @Schema(description = "When this was worked out last.")
        Instant asOf) {

    /** Amounts are decimal strings: no JSON reader may round them. */
    @Schema(name = "Revenue")
    record Revenue(
            @Schema(examples = "1299.50") String amount,
            @Schema(examples = "RUB") String currency) {

        static Revenue of(BigDecimal amount, String currency) {
            BigDecimal bare = amount.stripTrailingZeros();
            return new Revenue((bare.scale() < 2 ? bare.setScale(2) : bare).toPlainString(), currency);
        }
    }
}
