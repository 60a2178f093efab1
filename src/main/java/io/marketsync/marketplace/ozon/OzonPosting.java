package io.marketsync.marketplace.ozon;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.posting.Posting;
import io.marketsync.posting.PostingLine;
import io.marketsync.posting.Scheme;

/**
 * Reads a posting as tolerantly as the facts allow: numbers may be strings, anything may be null or new, prices come as
 * {@code {amount,currency}} in lists and as string with {@code currency_code} when asked by number. Without number, status or
 * lines it is no posting, and the page is refused.
 */
final class OzonPosting {

    private OzonPosting() {}

    static Posting read(JsonNode node, Scheme scheme) {
        String number = required(node, "posting_number");
        String status = required(node, "status");
        return new Posting(
                number,
                scheme,
                status,
                text(node, "substatus"),
                OzonStatus.stage(status),
                text(node, "order_number"),
                text(node, "parent_posting_number"),
                instant(node, "in_process_at"),
                instant(node, "shipment_date"),
                text(node, "tracking_number"),
                lines(node, number),
                storable(node.toString()));
    }

    private static List<PostingLine> lines(JsonNode node, String number) {
        JsonNode products = node.path("products");
        if (!products.isArray() || products.isEmpty()) {
            throw garbled("posting " + number + " without products");
        }
        List<PostingLine> lines = new ArrayList<>(products.size());
        for (JsonNode product : products) {
            lines.add(line(product, lines.size() + 1));
        }
        return List.copyOf(lines);
    }

    private static PostingLine line(JsonNode product, int lineNo) {
        BigDecimal quantity = decimal(product, "quantity");
        if (quantity == null || quantity.signum() < 0) {
            throw garbled("a product without quantity");
        }
        JsonNode price = product.path("price");
        return new PostingLine(
                lineNo,
                required(product, "offer_id"),
                whole(product, "sku"),
                text(product, "name"),
                quantity.intValueExact(),
                price.isObject() ? decimal(price, "amount") : decimal(product, "price"),
                price.isObject() ? text(price, "currency") : text(product, "currency_code"));
    }

    private static String required(JsonNode node, String field) {
        String value = text(node, field);
        if (value == null) {
            throw garbled("a posting without " + field);
        }
        return value;
    }

    /** Null for null, absent and empty alike: Ozon uses all three for "none". */
    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isValueNode() && !value.isNull() && !value.asText().isEmpty() ? storable(value.asText()) : null;
    }

    private static Long whole(JsonNode node, String field) {
        BigDecimal value = decimal(node, field);
        return value == null ? null : value.longValue();
    }

    private static BigDecimal decimal(JsonNode node, String field) {
        String value = text(node, field);
        try {
            return value == null ? null : new BigDecimal(value);
        } catch (NumberFormatException e) {
            throw garbled("a " + field + " that is no number");
        }
    }

    private static Instant instant(JsonNode node, String field) {
        String value = text(node, field);
        try {
            return value == null ? null : OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeParseException e) {
            throw garbled("a " + field + " that is no time");
        }
    }

    /** NUL is legal in JSON and no character to PostgreSQL. */
    private static String storable(String text) {
        return text.replace("\\u0000", "").replace("\u0000", "");
    }

    static JobFailure garbled(String what) {
        return new JobFailure(Reason.TRANSIENT, "Ozon's answer is garbled (" + what + "); trying again later.");
    }
}
