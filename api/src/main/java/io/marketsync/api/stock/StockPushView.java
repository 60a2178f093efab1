package io.marketsync.api.stock;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.stock.StockConfig;
import io.marketsync.stock.Zeroing;

@Schema(name = "StockPush", description = "What a push of a shop's stock would do now.")
record StockPushView(
        @Schema(description = "Pairs that the marketplace would be told.")
        int pending,

        @Schema(description = "Of them, pairs that are sold now and would be no longer.")
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

    static StockPushView of(int pending, Zeroing zeroing, StockConfig guard) {
        return new StockPushView(
                pending,
                zeroing.zeroed(),
                zeroing.lately(),
                zeroing.selling(),
                guard.zeroingShare(),
                zeroing.exceeds(guard),
                zeroing.confirmed());
    }
}
