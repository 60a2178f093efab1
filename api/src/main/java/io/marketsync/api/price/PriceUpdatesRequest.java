package io.marketsync.api.price;

import java.util.List;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.http.PlainText;
import io.marketsync.price.PriceUpdate;
import io.marketsync.push.ItemsOf;

/** Its items are judged one by one: a wrong one does not keep the others from being taken. */
@Schema(name = "PriceUpdates")
record PriceUpdatesRequest(
        @NotNull
        @Size(min = 1, max = 40)
        @Pattern(regexp = PlainText.VISIBLE)
        @Schema(examples = "shop_01KAG9XZ3V8M2QF5T7B1N4C6DE")
        String shop,

        @NotNull @Size(min = 1, max = MOST) List<Item> items) {

    static final int MOST = 1_000;

    private static final int LONGEST_AMOUNT = 20;

    @Schema(name = "PriceUpdate", description = "Amounts are texts, so that nobody rounds them.")
    record Item(
            @Schema(description = "Your own item code.", examples = "tea-1", maxLength = ItemsOf.LONGEST_CODE)
            String offer,

            @Schema(description = "What a buyer is asked.", examples = "1299.90", maxLength = LONGEST_AMOUNT)
            String price,

            @Schema(
                    description = "What is struck through beside it; none when not said.",
                    examples = "1599.00",
                    maxLength = LONGEST_AMOUNT,
                    nullable = true)
            String oldPrice,

            @Schema(
                    description =
                            "What no action of the marketplace may go below, and no later price of yours. When not said, what you said last"
                                    + " stays; 0 takes it away.",
                    examples = "990.00",
                    maxLength = LONGEST_AMOUNT,
                    nullable = true)
            String minimumPrice,

            @Schema(description = "That of the shop.", examples = "RUB", minLength = 3, maxLength = 3)
            String currency,

            @Schema(
                    description =
                            "Grows with every word of yours on this offer, like a time or a sequence number. A lower one than the last"
                                    + " is refused. Without it the update stands in any case.",
                    minimum = "0",
                    nullable = true)
            Long version) {

        /** Null for null. */
        static PriceUpdate said(Item item) {
            return item == null
                    ? null
                    : new PriceUpdate(
                            item.offer, item.price, item.oldPrice, item.minimumPrice, item.currency, item.version);
        }
    }
}
