package io.marketsync.label;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of the postings of a task when it ends, by how it ended. */
final class TaskEnd {

    /** Bytes of one label. Ozon's have about 50 kB. */
    static final int LARGEST = 1 << 20;

    static final LabelError UNFINISHED =
            new LabelError(false, "UNFINISHED", "The marketplace did not finish the label in time; it is asked again.");

    static final LabelError FORGOTTEN = new LabelError(
            false, "FORGOTTEN", "The marketplace does not know of the label any more; it is asked again.");

    static final LabelError UNREADABLE = new LabelError(
            false, "UNREADABLE", "What the marketplace gave as the label cannot be printed; it is asked again.");

    static final LabelError TOO_LARGE =
            new LabelError(true, "TOO_LARGE", "The label is larger than a megabyte. Print it in the seller cabinet.");

    private TaskEnd() {}

    /**
     * A file of several labels is taken apart where its pages say whose they are. Where they do not, each posting is asked for alone: then
     * the whole file is its label, whatever is in it.
     */
    static List<Settled> printed(OpenTask task, Printing.Done done) {
        List<Settled> settled = new ArrayList<>();
        List<String> printed = new ArrayList<>();
        for (String number : task.numbers()) {
            LabelError why = done.unprinted().get(number);
            if (why == null) {
                printed.add(number);
            } else {
                settled.add(Settled.refused(number, why));
            }
        }
        if (printed.size() == 1) {
            settled.add(whole(printed.getFirst(), done.pdf()));
        } else if (!printed.isEmpty()) {
            Optional<Map<String, byte[]>> labels = apart(printed, done.pdf());
            printed.forEach(number -> settled.add(labels.map(pdfs -> Settled.stored(number, pdfs.get(number)))
                    .orElseGet(() -> Settled.again(number, 1))));
        }
        return settled;
    }

    private static Settled whole(String number, byte[] pdf) {
        if (pdf.length > LARGEST) {
            return Settled.refused(number, TOO_LARGE);
        }
        return new LabelFile(pdf).readable() ? Settled.stored(number, pdf) : Settled.refused(number, UNREADABLE);
    }

    private static Optional<Map<String, byte[]>> apart(List<String> printed, byte[] pdf) {
        return new LabelFile(pdf).split(printed).filter(labels -> labels.values().stream()
                .allMatch(label -> label.length <= LARGEST));
    }

    /** A task that printed nothing is asked for again in halves, until the posting that is to blame is alone. */
    static List<Settled> halved(OpenTask task, LabelError why) {
        int half = task.numbers().size() / 2;
        return half == 0
                ? refused(task, why)
                : task.numbers().stream()
                        .map(number -> Settled.again(number, half))
                        .toList();
    }

    static List<Settled> refused(OpenTask task, LabelError why) {
        return task.numbers().stream()
                .map(number -> Settled.refused(number, why))
                .toList();
    }
}
