package io.marketsync.api.price;

import java.math.BigDecimal;
import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.PublicId;

@Schema(name = "Price", description = "What an offer costs: what you said, what the marketplace has.")
record PriceView(
        String shop,
        @Schema(examples = "tea-1") String offer,

        @Schema(
                description =
                        "synced: the marketplace has it. pending: it will be told. refused: it did not take it, and is told again."
                                + " quarantined: it will not take it until you change something; it is asked again once a day.",
                examples = "synced")
        String state,

        @Schema(examples = "1299.90") String price,

        @Schema(description = "What is struck through beside it; 0.00 for none.", examples = "1599.00")
        String oldPrice,

        @Schema(description = "0.00 for none; null when you never said one.", examples = "990.00", nullable = true)
        String minimumPrice,

        @Schema(examples = "RUB") String currency,
        long version,

        @Schema(description = "What it was told last.", nullable = true)
        Told sent,

        @Schema(nullable = true) Instant sentAt,

        @Schema(description = "What it is known to have; null while nobody knows.", nullable = true)
        Told confirmed,

        @Schema(nullable = true) Instant confirmedAt,

        @Schema(
                description =
                        "From when on it is told: now, or when the marketplace takes another price of the offer; null when there is"
                                + " nothing to tell.",
                nullable = true)
        Instant nextAt,

        @Schema(nullable = true) Error error) {

    @Schema(name = "ToldPrice")
    record Told(
            String price,
            String oldPrice,
            @Schema(nullable = true) String minimumPrice,
            String currency) {

        static Told of(BigDecimal price, BigDecimal oldPrice, BigDecimal minimumPrice, String currency) {
            return price == null ? null : new Told(text(price), text(oldPrice), text(minimumPrice), currency);
        }
    }

    @Schema(name = "PriceError")
    record Error(
            @Schema(description = "The marketplace's own word, or ours. An open set.", examples = "DISCOUNT_TOO_BIG")
            String code,

            @Schema(description = "What to do.") String detail) {}

    static PriceView of(PriceRow row) {
        return new PriceView(
                PublicId.SHOP.of(row.shopId),
                row.offerCode,
                row.state().name(),
                text(row.price),
                text(row.oldPrice),
                text(row.minimumPrice),
                row.currency,
                row.version,
                Told.of(row.sentPrice, row.sentOldPrice, row.sentMinimumPrice, row.sentCurrency),
                row.sentAt,
                Told.of(row.confirmedPrice, row.confirmedOldPrice, row.confirmedMinimumPrice, row.confirmedCurrency),
                row.confirmedAt,
                row.pending ? row.dueAt : null,
                row.errorClass == null ? null : new Error(row.errorCode, row.error));
    }

    private static String text(BigDecimal amount) {
        return amount == null ? null : amount.toPlainString();
    }
}
