package io.marketsync.api.push;

/** How far a marketplace has what a seller said of one item. The words are part of the API. */
public enum PushState {
    synced("pending = false"),
    pending("pending = true and errorClass is null"),
    refused("errorClass = 'transient'"),
    quarantined("errorClass = 'permanent'");

    /** For {@code @Pattern}. */
    public static final String NAMES = "synced|pending|refused|quarantined";

    private final String condition;

    PushState(String condition) {
        this.condition = condition;
    }

    /** Of rows with the members {@code pending} and {@code errorClass}. */
    public String condition() {
        return condition;
    }

    /** Null for any. */
    public static PushState named(String name) {
        return name == null ? null : valueOf(name);
    }

    /** @param errorClass null when nothing was refused */
    public static PushState of(boolean pending, String errorClass) {
        if (errorClass != null) {
            return errorClass.equals("permanent") ? quarantined : refused;
        }
        return pending ? PushState.pending : synced;
    }
}
