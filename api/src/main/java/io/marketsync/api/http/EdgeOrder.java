package io.marketsync.api.http;

/** Priorities of the Vert.x filters of this package; the highest runs first. Quarkus authenticates at 200. */
final class EdgeOrder {

    /** Before anything that can answer, so that every answer has its id, its headers and its count. */
    static final int EVERY_ANSWER = 1_000_000;

    static final int RAW_PATH = 900_000;

    static final int FRAMING = 800_000;
    static final int METHOD = 700_000;

    /** After authentication: only then is a body worth reading. */
    static final int BODY = 50;

    /** Behind every other filter, right before static files (route order 10,000) and resources (20,500). */
    static final int RESOURCES = -9_000;

    private EdgeOrder() {}
}
