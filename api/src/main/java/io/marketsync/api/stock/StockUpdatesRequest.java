package io.marketsync.api.stock;

import java.time.Instant;
import java.util.List;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.http.PlainText;
import io.marketsync.push.ItemsOf;
import io.marketsync.stock.StockUpdate;

/** Its items are judged one by one: a wrong one does not keep the others from being taken. */
@Schema(name = "StockUpdates")
record StockUpdatesRequest(
        @NotNull
        @Size(min = 1, max = 40)
        @Pattern(regexp = PlainText.VISIBLE)
        @Schema(examples = "shop_01KAG9XZ3V8M2QF5T7B1N4C6DE")
        String shop,

        @NotNull @Size(min = 1, max = MOST) List<Item> items) {

    static final int MOST = 1_000;

    @Schema(name = "StockUpdate")
    record Item(
            @Schema(description = "Your own item code.", examples = "tea-1", maxLength = ItemsOf.LONGEST_CODE)
            String offer,

            @Schema(
                    description = "The marketplace's id of your warehouse.",
                    examples = "22142605386000",
                    maxLength = ItemsOf.LONGEST_CODE)
            String warehouse,

            @Schema(
                    description =
                            "Units that are free to be sold: orders up to countedAt are subtracted already. Either this or onHand.",
                    minimum = "0",
                    maximum = "999999",
                    nullable = true)
            Integer available,

            @Schema(
                    description =
                            "Units that lie there, goods that are sold and have not left among them. Either this or available.",
                    minimum = "0",
                    maximum = "999999",
                    nullable = true)
            Integer onHand,

            @Schema(
                    description = "Units that are never offered; 0 when not said.",
                    minimum = "0",
                    maximum = "999999",
                    nullable = true)
            Integer safetyStock,

            @Schema(
                    description = "When it was counted; now when not said. Orders after that are subtracted.",
                    nullable = true)
            Instant countedAt,

            @Schema(
                    description =
                            "Grows with every word of yours on this pair, like a time or a sequence number. A lower one than the"
                                    + " last is refused. Without it the update stands in any case.",
                    minimum = "0",
                    nullable = true)
            Long version) {

        /** Null for null. */
        static StockUpdate said(Item item) {
            return item == null
                    ? null
                    : new StockUpdate(
                            item.offer,
                            item.warehouse,
                            item.available,
                            item.onHand,
                            item.safetyStock,
                            item.countedAt,
                            item.version);
        }
    }
}
