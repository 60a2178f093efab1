package io.marketsync.api.price;

import java.time.Instant;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.PublicId;
import io.marketsync.price.Lowering;
import io.marketsync.price.PriceConfig;
import io.marketsync.push.Pending;

@Schema(name = "PricePush", description = "What a push of a shop's prices would do now.")
record PricePushView(
        @Schema(description = "Prices that the marketplace does not have.")
        int pending,

        @Schema(
                description =
                        "Of them, prices that it is not told now: it takes no more of them for a while, or refused them.")
        int waiting,

        @Schema(description = "When the first of those is told.", nullable = true)
        Instant nextAt,

        @Schema(
                description =
                        "The list of what it would send now, each with its price, in the order in which it would leave.")
        String items,

        @Schema(
                description =
                        "Prices that would have fallen by more than loweringDepth; falls with no hour between them are one.")
        int lowered,

        @Schema(
                description =
                        "Prices that fell so within the last hour: they count with them, unless you confirmed it.")
        int loweredLately,

        @Schema(description = "Prices that the marketplace was told before.")
        int priced,

        @Schema(description = "A price that falls by more than this part of it counts as lowered.")
        double loweringDepth,

        @Schema(description = "A push that would lower more than this part of priced is stopped.")
        double loweringShare,

        @Schema(description = "True when this push would be stopped until you confirm it.")
        boolean stopped,

        @Schema(description = "True when you have confirmed within the last hour that this is meant.")
        boolean confirmed) {

    static PricePushView of(UUID shop, Pending pending, Lowering lowering, PriceConfig guard) {
        return new PricePushView(
                pending.pending(),
                pending.waiting(),
                pending.nextAt(),
                "/api/v1/shops/" + PublicId.SHOP.of(shop) + "/prices?due=true",
                lowering.lowered(),
                lowering.lately(),
                lowering.priced(),
                guard.loweringDepth(),
                guard.loweringShare(),
                lowering.exceeds(guard),
                lowering.confirmed());
    }
}
