package io.marketsync.api.shop;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.shop.KeyFacts;

/**
 * What a seller has to do about a shop, the most urgent first: a key that is refused stops every sync, one that lacks a role some, one
 * that ends will. Only the first is stored; the others follow from what was last read about the key, and from the time.
 */
@Schema(name = "Attention")
record Attention(
        @Schema(
                examples = "key_rejected",
                description =
                        "key_rejected: the shop does not sync. key_role_missing: some of its syncs fail. key_expiring: it will"
                                + " not sync when the key has ended. An open set.")
        String code,

        @Schema(
                examples =
                        "The Ozon key has expired. Create a new one in the seller cabinet and enter it for this shop.")
        String detail,

        Instant since) {

    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    static Optional<Attention> of(ShopRow shop) {
        if (shop.attention != null) {
            return Optional.of(new Attention(shop.attention, shop.attentionNote, shop.attentionSince));
        }
        return missingRoles(shop).or(() -> expiring(shop));
    }

    private static Optional<Attention> missingRoles(ShopRow shop) {
        if (shop.keyMissingRoles == null || shop.keyMissingRoles.length == 0) {
            return Optional.empty();
        }
        String roles = String.join(", ", shop.keyMissingRoles);
        return Optional.of(new Attention(
                "key_role_missing",
                "The key of this shop lacks roles that its syncs need: " + roles
                        + ". Create a key that has them in the seller cabinet and enter it for this shop.",
                shop.keyMissingSince));
    }

    private static Optional<Attention> expiring(ShopRow shop) {
        if (shop.keyEndsAt == null) {
            return Optional.empty();
        }
        Instant warned = shop.keyEndsAt.minus(KeyFacts.WARNED_BEFORE);
        if (shop.readAt.isBefore(warned)) {
            return Optional.empty();
        }
        boolean ended = !shop.readAt.isBefore(shop.keyEndsAt);
        String detail = (ended ? "The key of this shop ended on " : "The key of this shop ends on ")
                + UTC.format(shop.keyEndsAt)
                + ". Create a new one in the seller cabinet and enter it for this shop"
                + (ended ? "." : " before that, or it stops syncing.");
        return Optional.of(
                new Attention("key_expiring", detail, warned.isAfter(shop.keyEnteredAt) ? warned : shop.keyEnteredAt));
    }
}
