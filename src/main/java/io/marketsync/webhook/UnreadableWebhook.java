package io.marketsync.webhook;

/** A call that is none of its marketplace's. The message goes back to the caller and quotes nothing of the call. */
public final class UnreadableWebhook extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean incomplete;

    private UnreadableWebhook(boolean incomplete, String message) {
        super(message, null, false, false);
        this.incomplete = incomplete;
    }

    public static UnreadableWebhook garbled(String message) {
        return new UnreadableWebhook(false, message);
    }

    public static UnreadableWebhook without(String field) {
        return new UnreadableWebhook(true, field + " is missing or is not what it should be");
    }

    /** It can be read, but lacks something. */
    public boolean incomplete() {
        return incomplete;
    }
}
