package io.marketsync.api.http;

import io.marketsync.push.ItemsOf;

/** Which characters texts of a request may have; for {@code @Pattern}. */
public final class PlainText {

    /** As the codes of offers. */
    public static final String PRINTABLE = ItemsOf.PRINTABLE;

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
