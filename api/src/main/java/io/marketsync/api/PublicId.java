package io.marketsync.api;

import java.util.Optional;
import java.util.UUID;

/**
 * Ids as the API shows them: a prefix that says of what, and 26 characters of Crockford's base32, like {@code op_01K…}. One id has
 * one spelling.
 */
public enum PublicId {
    SHOP("shop_"),
    OPERATION("op_"),
    SELLER("seller_"),
    TOKEN("token_");

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 26;
    private static final int BITS = 5;

    private final String prefix;

    PublicId(String prefix) {
        this.prefix = prefix;
    }

    public String of(UUID id) {
        char[] text = new char[LENGTH];
        long high = id.getMostSignificantBits();
        long low = id.getLeastSignificantBits();
        for (int i = LENGTH - 1; i >= 0; i--) {
            text[i] = ALPHABET.charAt((int) (low & 31));
            low = (low >>> BITS) | (high << (64 - BITS));
            high >>>= BITS;
        }
        return prefix + new String(text);
    }

    /** Empty for anything that {@link #of} never wrote. */
    public Optional<UUID> parse(String text) {
        if (text == null || !text.startsWith(prefix) || text.length() != prefix.length() + LENGTH) {
            return Optional.empty();
        }
        long high = 0;
        long low = 0;
        for (int i = prefix.length(); i < text.length(); i++) {
            int digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0) {
                return Optional.empty();
            }
            high = (high << BITS) | (low >>> (64 - BITS));
            low = (low << BITS) | digit;
        }
        UUID id = new UUID(high, low);
        return Optional.of(id).filter(parsed -> of(parsed).equals(text));
    }
}
