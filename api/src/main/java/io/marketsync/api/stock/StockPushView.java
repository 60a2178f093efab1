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

        @Schema(description = "Pairs that the marketplace was told to sell.")
        int selling,

        @Schema(description = "A push that would set more than this part of them to zero is stopped.")
        double zeroingShare,

        @Schema(description = "True when this push would be stopped until you confirm it.")
        boolean stopped,

        @Schema(description = "True when you have confirmed within the last hour that this is meant.")
        boolean confirmed) {

    static StockPushView of(int pending, Zeroing zeroing, StockConfig guard) {
        return new StockPushView(
                pending,
                zeroing.zeroed(),
                zeroing.selling(),
                guard.zeroingShare(),
                zeroing.exceeds(guard),
                zeroing.confirmed());
    }
}
