package io.marketsync.label;

import java.util.ArrayList;
import java.util.List;

/** What became of requests for tasks: postings that are in one now, and postings that are to blame for there being none. */
record Requested(List<Asked> asked, List<Settled> refused) {

    record Asked(String number, String task) {}

    static Requested none() {
        return new Requested(new ArrayList<>(), new ArrayList<>());
    }
}
