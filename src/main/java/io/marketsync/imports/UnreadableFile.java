package io.marketsync.imports;

/** Nothing of the file can be taken. The message is for its seller: what is wrong, and what to do. */
final class UnreadableFile extends Exception {

    private static final long serialVersionUID = 1L;

    UnreadableFile(String message) {
        super(message, null, false, false);
    }
}
