package io.marketsync.shop;

/** A marketplace key in clear. Lives in memory of a worker for one attempt; never printed, never serialised. */
public final class Secret {

    private final String value;

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
