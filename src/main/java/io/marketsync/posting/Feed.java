package io.marketsync.posting;

/** One of the lists a marketplace offers of a shop's postings. The name is a database format: its watermark is stored under it. */
public record Feed(String name, Mode mode) {

    public enum Mode {
        /** New postings in the order of their birth: each page moves the watermark. */
        BORN,
        /** Postings changed in a window, in any order: only its last page moves the watermark. */
        CHANGED,
        /** Postings born in a window that is read again and again, because the list tells no changes. */
        SWEEP,
        /** Every posting under way, read whole now and then: a list of births or changes may show one late, or never. */
        OPEN
    }
}
