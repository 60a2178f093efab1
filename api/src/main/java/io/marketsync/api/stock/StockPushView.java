package io.marketsync.api.stock;

import java.time.Instant;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.PublicId;
import io.marketsync.push.Pending;
import io.marketsync.stock.StockConfig;
import io.marketsync.stock.Zeroing;

@Schema(name = "StockPush", description = "What a push of a shop's stock would do now.")
record StockPushView(
        @Schema(description = "Pairs whose stock the marketplace does not have.")
        int pending,

        @Schema(
                description =
                        "Of them, pairs that it is not told now: it takes no other value of them for a while, or refused them.")
        int waiting,

        @Schema(description = "When the first of those is told.", nullable = true)
        Instant nextAt,

        @Schema(
                description =
                        "The list of what it would send now, each with its stock, in the order in which it would leave.")
        String items,

        @Schema(description = "Of the pending ones, pairs that are sold now and would be no longer.")
        int zeroed,

        @Schema(
                description =
                        "Pairs that pushes set to zero within the last hour: they count with them, unless you confirmed it.")
        int zeroedLately,

        @Schema(description = "Pairs that the marketplace was told to sell, and those that pushes set to zero lately.")
        int selling,

        @Schema(description = "A push that would set more than this part of them to zero within an hour is stopped.")
        double zeroingShare,

        @Schema(description = "True when this push would be stopped until you confirm it.")
        boolean stopped,

        @Schema(description = "True when you have confirmed within the last hour that this is meant.")
        boolean confirmed) {

    static StockPushView of(UUID shop, Pending pending, Zeroing zeroing, StockConfig guard) {
        return new StockPushView(
                pending.pending(),
                pending.waiting(),
                pending.nextAt(),
                "/api/v1/shops/" + PublicId.SHOP.of(shop) + "/stock-levels?due=true",
                zeroing.zeroed(),
                zeroing.lately(),
                zeroing.selling(),
                guard.zeroingShare(),
                zeroing.exceeds(guard),
                zeroing.confirmed());
    }
}
