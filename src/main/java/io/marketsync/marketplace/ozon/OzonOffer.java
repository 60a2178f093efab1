package io.marketsync.marketplace.ozon;

import java.util.List;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

import io.marketsync.offer.Offer;

/**
 * Reads a product as tolerantly as {@link OzonPosting} reads a posting. Without id or code it is no offer, and the page is refused; what
 * else is missing was not told.
 */
final class OzonOffer {

    private static final int LONGEST_STATUS = 100;
    private static final int LONGEST_BARCODE = 200;

    /** Stock can be set from this status on: everything before it is moderation, everything else an error. */
    private static final String ON_SALE = "price_sent";

    private OzonOffer() {}

    /** @param archived where the answer does not say; null when nobody knows */
    static Offer read(JsonNode item, Boolean archived) {
        String code = OzonPosting.text(item, "offer_id");
        if (code == null || code.length() > Offer.LONGEST_CODE) {
            throw OzonPosting.garbled("a product without offer_id");
        }
        Boolean isArchived = flag(item.path("is_archived"), archived);
        String status = cut(item.path("statuses"), "status", LONGEST_STATUS);
        return new Offer(
                code,
                id(item, "id"),
                sku(item),
                cut(item, "name", Offer.LONGEST_NAME),
                status,
                isArchived,
                status == null ? null : status.equals(ON_SALE) && !Boolean.TRUE.equals(isArchived),
                barcodes(item.path("barcodes")));
    }

    static long id(JsonNode node, String field) {
        Long id = OzonPosting.whole(node, field);
        if (id == null || id <= 0) {
            throw OzonPosting.garbled("no " + field);
        }
        return id;
    }

    /** Null where nothing is said, too. Ozon allows more than a column keeps. */
    static String cut(JsonNode node, String field, int longest) {
        String text = OzonPosting.text(node, field);
        return text == null || text.length() <= longest ? text : text.substring(0, longest);
    }

    /** 0 until moderation is over. */
    private static Long sku(JsonNode item) {
        Long sku = OzonPosting.whole(item, "sku");
        return sku == null || sku <= 0 ? null : sku;
    }

    private static Boolean flag(JsonNode value, Boolean otherwise) {
        return switch (value.asText()) {
            case "true" -> true;
            case "false" -> false;
            default -> otherwise;
        };
    }

    private static List<String> barcodes(JsonNode array) {
        if (!array.isArray()) {
            return null;
        }
        TreeSet<String> barcodes = new TreeSet<>();
        for (JsonNode node : array) {
            String barcode = node.isNull()
                    ? ""
                    : node.asText("").replaceAll("[\\x00-\\x1f]", "").strip();
            if (!barcode.isEmpty() && barcode.length() <= LONGEST_BARCODE) {
                barcodes.add(barcode);
            }
        }
        return barcodes.stream().limit(Offer.MOST_BARCODES).toList();
    }
}
