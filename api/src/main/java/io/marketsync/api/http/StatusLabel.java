package io.marketsync.api.http;

/** Classes of HTTP status as a metric label. */
final class StatusLabel {

    /** The caller went away before the answer was complete. */
    static final String ABORTED = "aborted";

    private StatusLabel() {}

    static String of(int status) {
        return status / 100 + "xx";
    }

    /** From the tag of Quarkus' own timer, which is a number or RESET. */
    static String of(String status) {
        return status.matches("\\d{3}") ? of(Integer.parseInt(status)) : ABORTED;
    }
}
