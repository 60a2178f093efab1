package io.marketsync.api.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Tells whether a raw request target has one spelling only. Four Quarkus vulnerabilities were a security check and a
 * router reading the same path differently; a path with one reading cannot do that (CVE-2023-4853 and its successors).
 *
 * <p>Accepted: an origin-form target whose path has plain ASCII letters, digits and {@code -_~!$&'()*+,=:@.%}. Percent
 * encoding is for characters that cannot be written otherwise, such as a space or Cyrillic in an offer's code.
 */
final class RawPath {

    private static final Pattern ALPHABET = Pattern.compile("/[A-Za-z0-9\\-_~!$&'()*+,=:@.%/]*");
    private static final String NEVER_ENCODED = "/\\;%?#.";
    private static final String PLAIN = "-_~!$&'()*+,=:@";

    private RawPath() {}

    /** The target as sent, query included; everything from the first question mark on is ignored. */
    static boolean isUnambiguous(String target) {
        String path = withoutQuery(target);
        return ALPHABET.matcher(path).matches()
                && !path.contains("//")
                && !path.contains("/.")
                && !(path.startsWith("/api") && path.endsWith("/"))
                && hasOnlyNeededEncoding(path);
    }

    private static String withoutQuery(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private static boolean hasOnlyNeededEncoding(String path) {
        if (path.indexOf('%') < 0) {
            return true;
        }
        for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
            if (at + 2 >= path.length() || !isHex(path.charAt(at + 1)) || !isHex(path.charAt(at + 2))) {
                return false;
            }
            char octet = (char) Integer.parseInt(path, at + 1, at + 3, 16);
            if (octet < 0x80 && !mayBeEncoded(octet)) {
                return false;
            }
        }
        return isPlainText(path);
    }

    private static boolean isHex(char c) {
        return HexFormat.isHexDigit(c);
    }

    private static boolean mayBeEncoded(char c) {
        boolean control = c < 0x20 || c == 0x7f;
        boolean alphanumeric = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
        return !control && !alphanumeric && PLAIN.indexOf(c) < 0 && NEVER_ENCODED.indexOf(c) < 0;
    }

    /** Valid UTF-8 without invisible characters and without look-alikes that normalise to ASCII. */
    private static boolean isPlainText(String path) {
        try {
            String decoded =
                    StandardCharsets.UTF_8.newDecoder().decode(octets(path)).toString();
            return Normalizer.isNormalized(decoded, Normalizer.Form.NFKC)
                    && decoded.codePoints().noneMatch(RawPath::isInvisible);
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static ByteBuffer octets(String path) {
        ByteBuffer octets = ByteBuffer.allocate(path.length());
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '%') {
                octets.put((byte) Integer.parseInt(path, i + 1, i + 3, 16));
                i += 2;
            } else {
                octets.put((byte) path.charAt(i));
            }
        }
        return octets.flip();
    }

    private static boolean isInvisible(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.UNASSIGNED;
    }
}
