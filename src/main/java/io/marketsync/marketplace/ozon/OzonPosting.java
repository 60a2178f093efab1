package io.marketsync.marketplace.ozon;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.posting.Posting;
import io.marketsync.posting.PostingLine;
import io.marketsync.posting.Scheme;
import io.marketsync.posting.Stage;

/**
 * Reads a posting as tolerantly as the facts allow: numbers may be strings, anything may be null or new, prices come as
 * {@code {amount,currency}} in lists and as string with {@code currency_code} when asked by number. Without number, status or
 * lines it is no posting, and the page is refused; so is what the database could not keep, because it would fail the whole page
 * as if it were a fault of ours.
 */
final class OzonPosting {

    /** Of the column {@code posting.number}. */
    private static final int LONGEST_NUMBER = 100;

    /** Far above Ozon's 50 characters, and below what an index can hold. */
    private static final int LONGEST_OFFER = 1000;

    /** Of the columns numeric(18,4). */
    private static final BigDecimal TOO_MUCH = BigDecimal.TEN.pow(14);

    /** No amount, weight or rate has so many digits; a short exponent can ask for gigabytes of them. */
    private static final int MOST_DIGITS = 100;

    private static final Pattern ESCAPED_NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*+)\\\\u0000");

    private OzonPosting() {}

    static Posting read(JsonNode node, Scheme scheme) {
        String number = required(node, "posting_number", LONGEST_NUMBER);
        String status = required(node, "status", LONGEST_NUMBER);
        Stage stage = OzonStatus.stage(status);
        requireModestNumbers(node);
        Posting posting = new Posting(
                number,
                scheme,
                status,
                text(node, "substatus"),
                stage,
                text(node, "order_number"),
                text(node, "parent_posting_number"),
                instant(node, "in_process_at"),
                instant(node, "shipment_date"),
                text(node, "tracking_number"),
                text(node.path("delivery_method"), "warehouse_id"),
                leftAt(node, status),
                stage == Stage.SPLIT ? keepingNothing(lines(node, number)) : lines(node, number),
                ESCAPED_NUL.matcher(node.toString()).replaceAll("$1"));
        if (posting.total() != null && posting.total().compareTo(TOO_MUCH) >= 0) {
            throw garbled("a total that is no money");
        }
        return posting;
    }

    /** Ozon gives the day of goods that left; where it does not, the status still says that they did, by the planned time at the latest. */
    private static Instant leftAt(JsonNode node, String status) {
        Instant told = instant(node, "delivering_date");
        Stage stage = OzonStatus.stage(status);
        if (told != null || (stage != Stage.DELIVERING && stage != Stage.DELIVERED)) {
            return told;
        }
        Instant planned = instant(node, "shipment_date");
        return planned != null ? planned : instant(node, "in_process_at");
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

    /** Ozon goes on telling what was ordered; its children tell it, too. */
    private static List<PostingLine> keepingNothing(List<PostingLine> lines) {
        return lines.stream()
                .map(line -> new PostingLine(
                        line.lineNo(), line.offerCode(), line.sku(), line.name(), 0, line.price(), line.currency()))
                .toList();
    }

    private static PostingLine line(JsonNode product, int lineNo) {
        Long quantity = whole(product, "quantity");
        if (quantity == null || quantity < 0 || quantity > Integer.MAX_VALUE) {
            throw garbled("a product without quantity");
        }
        JsonNode price = product.path("price");
        return new PostingLine(
                lineNo,
                required(product, "offer_id", LONGEST_OFFER),
                whole(product, "sku"),
                text(product, "name"),
                quantity.intValue(),
                price.isObject() ? money(price, "amount") : money(product, "price"),
                price.isObject() ? text(price, "currency") : text(product, "currency_code"));
    }

    private static String required(JsonNode node, String field, int longest) {
        String value = text(node, field);
        if (value == null || value.length() > longest) {
            throw garbled("a posting without " + field);
        }
        return value;
    }

    /** Null for null, absent and empty alike: Ozon uses all three for "none". */
    static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        String text = value.isValueNode() && !value.isNull() ? withoutNul(value.asText()) : "";
        return text.isEmpty() ? null : text;
    }

    static Long whole(JsonNode node, String field) {
        BigDecimal value = decimal(node, field);
        try {
            return value == null ? null : value.longValueExact();
        } catch (ArithmeticException e) {
            throw garbled("a " + field + " that is no whole number");
        }
    }

    private static BigDecimal money(JsonNode node, String field) {
        BigDecimal value = decimal(node, field);
        if (value != null && value.abs().compareTo(TOO_MUCH) >= 0) {
            throw garbled("a " + field + " that is no money");
        }
        return value;
    }

    private static BigDecimal decimal(JsonNode node, String field) {
        String value = text(node, field);
        try {
            return value == null ? null : modest(new BigDecimal(value));
        } catch (NumberFormatException e) {
            throw garbled("a " + field + " that is no number");
        }
    }

    private static Instant instant(JsonNode node, String field) {
        String value = text(node, field);
        try {
            return value == null ? null : withinCalendar(OffsetDateTime.parse(value));
        } catch (DateTimeException e) {
            throw garbled("a " + field + " that is no time");
        }
    }

    /** The database's calendar ends before Java's; Ozon's "never" is the end of the year 9999. */
    private static Instant withinCalendar(OffsetDateTime time) {
        if (time.getYear() < 1970 || time.getYear() > 9999) {
            throw new DateTimeException("outside the calendar");
        }
        return time.toInstant();
    }

    private static void requireModestNumbers(JsonNode node) {
        if (node.isBigDecimal()) {
            modest(node.decimalValue());
        }
        node.forEach(OzonPosting::requireModestNumbers);
    }

    private static BigDecimal modest(BigDecimal value) {
        if (Math.abs((long) value.scale()) > MOST_DIGITS || value.precision() > MOST_DIGITS) {
            throw garbled("a number with very many digits");
        }
        return value;
    }

    /** NUL is legal in JSON and no character to PostgreSQL. */
    private static String withoutNul(String text) {
        return text.replace("\u0000", "");
    }

    static JobFailure garbled(String what) {
        return new JobFailure(Reason.TRANSIENT, "Ozon's answer is garbled (" + what + ").");
    }
}
