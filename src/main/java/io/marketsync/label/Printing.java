package io.marketsync.label;

import java.util.Map;

/** How far a task is. */
public sealed interface Printing {

    record Pending() implements Printing {}

    /**
     * @param pdf labels of the postings of the task, without those below; empty when it printed none
     * @param unprinted by posting number
     */
    record Done(byte[] pdf, Map<String, LabelError> unprinted) implements Printing {}

    /** It printed nothing, because of some posting, or because of none. */
    record Failed(LabelError why) implements Printing {}

    /** The marketplace knows no such task, or not any more. */
    record Forgotten() implements Printing {}
}
