package io.marketsync.shop;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.zip.CRC32;

import org.apache.commons.codec.digest.DigestUtils;

/**
 * The text of an api token: {@code ms_live_} or {@code ms_test_}, 30 random base62 characters (178 bit), 6 base62
 * characters of CRC32 over everything before them. The checksum lets secret scanners recognise a leaked token offline
 * and lets us refuse garbage without a database call; it protects nothing by itself.
 *
 * <p>Only {@link #sha256()} is ever stored. {@link #reveal()} is for the one answer that shows a new token.
 */
public final class TokenText {

    /** LIVE tokens reach real marketplaces; TEST tokens belong to shops of the simulator. */
    public enum Mode {
        LIVE("ms_live_"),
        TEST("ms_test_");

        private final String prefix;

        Mode(String prefix) {
            this.prefix = prefix;
        }
    }

    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_CHARS = 30;
    private static final int CHECKSUM_CHARS = 6;

    private final Mode mode;
    private final String text;

    private TokenText(Mode mode, String text) {
        this.mode = mode;
        this.text = text;
    }

    public static TokenText generate(SecureRandom random, Mode mode) {
        StringBuilder text = new StringBuilder(mode.prefix);
        for (int i = 0; i < RANDOM_CHARS; i++) {
            text.append(BASE62.charAt(random.nextInt(BASE62.length())));
        }
        return new TokenText(mode, text + checksum(text));
    }

    /** Empty unless the text has the exact form and a matching checksum; null and any length are fine. */
    public static Optional<TokenText> parse(String text) {
        if (text == null) {
            return Optional.empty();
        }
        for (Mode mode : Mode.values()) {
            if (text.startsWith(mode.prefix) && isWellFormed(mode, text)) {
                return Optional.of(new TokenText(mode, text));
            }
        }
        return Optional.empty();
    }

    /** What is stored and looked up. A plain hash is enough above 112 bit of randomness (ASVS 6.5.2). */
    public byte[] sha256() {
        return DigestUtils.sha256(text);
    }

    public Mode mode() {
        return mode;
    }

    /** The whole secret: show it once, never log or store it. */
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return mode.prefix + "***";
    }

    private static boolean isWellFormed(Mode mode, String text) {
        int checked = mode.prefix.length() + RANDOM_CHARS;
        if (text.length() != checked + CHECKSUM_CHARS) {
            return false;
        }
        for (int i = mode.prefix.length(); i < text.length(); i++) {
            if (BASE62.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return text.substring(checked).equals(checksum(text.substring(0, checked)));
    }

    private static String checksum(CharSequence checked) {
        CRC32 crc = new CRC32();
        crc.update(checked.toString().getBytes(StandardCharsets.US_ASCII));
        long rest = crc.getValue();
        char[] digits = new char[CHECKSUM_CHARS];
        for (int i = CHECKSUM_CHARS - 1; i >= 0; i--) {
            digits[i] = BASE62.charAt((int) (rest % BASE62.length()));
            rest /= BASE62.length();
        }
        return new String(digits);
    }
}
