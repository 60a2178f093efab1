package io.marketsync.job;

import java.util.Locale;

/** Who a job is for: decides which limit on job starts it draws on, and who goes first. The words are a database format. */
public enum Origin {
    /** A seller waits for this one job. */
    CLICK("user"),
    /** A seller asked for many at once. */
    BATCH("user"),
    CRON("cron"),
    /** The system needs it: a change of data, a webhook, clean-up. */
    SYSTEM("system");

    private final String requestedBy;

    Origin(String requestedBy) {
        this.requestedBy = requestedBy;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Origin of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** user, cron or system: what the api shows. */
    public String requestedBy() {
        return requestedBy;
    }
}
