package io.marketsync.shop;

/** A marketplace key in clear. Lives in memory of a worker for one attempt; never printed, never serialised. */
public final class Secret {

    /** Transient, so that mappers which look at fields of any visibility, as JobRunr's does, pass it by. */
    private final transient String value;

    public Secret(String value) {
        this.value = value;
    }

    /** For the one header or cipher that needs it. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
