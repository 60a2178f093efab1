package io.marketsync.api.http;

/** Which characters texts of a request may have; for {@code @Pattern}. */
public final class PlainText {

    /** No control characters, no half of a character, nothing that turns the text of a page or a log line around. */
    public static final String PRINTABLE = "[^\\p{Cc}\\p{Cs}\\u2028-\\u202e\\u2066-\\u2069]*";

    /** What may travel in an HTTP header. */
    public static final String VISIBLE = "[\\x21-\\x7e]*";

    private static final int LONGEST_NAME = 60;

    private PlainText() {}

    /** A name from a request, fit to be repeated in an answer. */
    static String shown(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_.-]", "?");
        return plain.length() <= LONGEST_NAME ? plain : plain.substring(0, LONGEST_NAME);
    }
}
