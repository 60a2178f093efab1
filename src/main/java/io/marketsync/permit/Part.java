package io.marketsync.permit;

/** A part of every budget. */
public record Part(int numerator, int denominator) {

    public static final Part ALL = new Part(1, 1);

    public Part {
        if (numerator < 0 || denominator < 1 || numerator > denominator) {
            throw new IllegalArgumentException("a part is between none and all, not " + numerator + "/" + denominator);
        }
    }
}
