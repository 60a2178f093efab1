package io.marketsync.posting;

/**
 * How far a posting is, in terms that hold for every marketplace; an adapter maps its own statuses to it. From a terminal stage
 * a list can only move a posting further: a late or stale event never revives it.
 */
public enum Stage {
    /** A status the adapter does not know: kept, put on hold, counted, asked for again. */
    UNKNOWN(0, false),
    AWAITING(20, false),
    /** Packed, and still with whoever ships it: its label can be printed. */
    PACKED(25, false),
    DISPUTED(30, false),
    DELIVERING(40, false),
    DELIVERED(80, true),
    CANCELLED(90, true),
    /** Split: its goods go on in other postings, which name it as their parent. It keeps nothing, and nobody has cancelled it. */
    SPLIT(95, true);

    private final int rank;
    private final boolean terminal;

    Stage(int rank, boolean terminal) {
        this.rank = rank;
        this.terminal = terminal;
    }

    public int rank() {
        return rank;
    }

    public boolean terminal() {
        return terminal;
    }
}
