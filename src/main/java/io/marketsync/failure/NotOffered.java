package io.marketsync.failure;

/** The marketplace of the job's shop does not have what jobs of this kind are about: there is nothing to do, and nobody is to blame. */
public final class NotOffered extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message shown to the seller */
    public NotOffered(String message) {
        super(message, null, false, false);
    }
}
