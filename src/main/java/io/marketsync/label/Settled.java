package io.marketsync.label;

/**
 * What became of a posting of a task.
 *
 * @param pdf null unless it has its label now
 * @param error null unless it is refused
 * @param together in the next task; null unless it is asked for again at once
 */
record Settled(String number, byte[] pdf, LabelError error, Integer together) {

    static Settled stored(String number, byte[] pdf) {
        return new Settled(number, pdf, null, null);
    }

    static Settled refused(String number, LabelError why) {
        return new Settled(number, null, why, null);
    }

    static Settled again(String number, int together) {
        return new Settled(number, null, null, together);
    }
}
