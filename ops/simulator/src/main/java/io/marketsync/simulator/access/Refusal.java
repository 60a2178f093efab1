package io.marketsync.simulator.access;

/** A request that the marketplace declines: the HTTP status and the error envelope. Carries no stack trace. */
public final class Refusal extends RuntimeException {

    private static final int INVALID_ARGUMENT = 3;
    private static final int NOT_FOUND = 5;
    private static final int PERMISSION_DENIED = 7;
    private static final int UNAUTHENTICATED = 16;

    private final int status;
    private final int code;

    private Refusal(int status, int code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    public static Refusal invalid(String message) {
        return new Refusal(400, INVALID_ARGUMENT, message);
    }

    public static Refusal notFound(String message) {
        return new Refusal(404, NOT_FOUND, message);
    }

    static Refusal unauthenticated(String message) {
        return new Refusal(401, UNAUTHENTICATED, message);
    }

    static Refusal forbidden(String message) {
        return new Refusal(403, PERMISSION_DENIED, message);
    }

    public int status() {
        return status;
    }

    /** The gRPC code in the envelope. */
    public int code() {
        return code;
    }
}
