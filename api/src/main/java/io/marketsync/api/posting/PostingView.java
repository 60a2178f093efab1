package io.marketsync.api.posting;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.PublicId;

@Schema(name = "Posting", description = "One shipment unit of a marketplace order.")
record PostingView(
        String shop,
        @Schema(examples = "0123456789-0001-1") String number,

        @Schema(description = "fbs: the seller ships; fbo: the marketplace does.", examples = "fbs")
        String scheme,

        @Schema(description = "The marketplace's own word. An open set.", examples = "awaiting_packaging")
        String status,

        @Schema(nullable = true) String substatus,

        @Schema(description = "True while the status is one we do not know.")
        boolean onHold,

        @Schema(nullable = true) String orderNumber,

        @Schema(description = "Of the posting this one was split from.", nullable = true)
        String parentNumber,

        @Schema(nullable = true) Instant inProcessAt,
        @Schema(nullable = true) Instant shipmentDate,
        @Schema(nullable = true) String trackingNumber,
        @Schema(nullable = true) Money total,
        List<Line> lines,
        Instant changedAt) {

    @Schema(name = "PostingLine")
    record Line(
            String offer,
            @Schema(nullable = true) Long sku,
            @Schema(nullable = true) String name,
            int quantity,
            @Schema(nullable = true) Money price) {}

    /** Amounts are decimal strings: no JSON reader may round them. */
    @Schema(name = "Money")
    record Money(
            @Schema(examples = "1299.50") String amount,
            @Schema(examples = "RUB", nullable = true) String currency) {

        static Money of(BigDecimal amount, String currency) {
            return amount == null ? null : new Money(plain(amount), currency);
        }

        private static String plain(BigDecimal amount) {
            BigDecimal bare = amount.stripTrailingZeros();
            return (bare.scale() < 2 ? bare.setScale(2) : bare).toPlainString();
        }
    }

    static PostingView of(PostingRow row, List<PostingLineRow> lines) {
        return new PostingView(
                PublicId.SHOP.of(row.shopId),
                row.number,
                row.scheme,
                row.status,
                row.substatus,
                row.onHold,
                row.orderNumber,
                row.parentNumber,
                row.inProcessAt,
                row.shipmentDate,
                row.trackingNumber,
                Money.of(row.total, row.currency),
                lines.stream().map(PostingView::line).toList(),
                row.changedAt);
    }

    private static Line line(PostingLineRow line) {
        return new Line(line.offerCode, line.sku, line.name, line.quantity, Money.of(line.price, line.currency));
    }
}
