package io.marketsync.queue;

import java.util.List;

import io.marketsync.job.Origin;

/** Jobs that are held back together, because they share origin, kind and marketplace. Stored as {@code click:orders.pull:ozon}. */
record Lane(String word, Origin origin, String kind) {

    static Lane of(String word) {
        String[] parts = word.split(":", -1);
        return new Lane(word, Origin.of(parts[0]), parts[1]);
    }

    boolean isClick() {
        return origin == Origin.CLICK;
    }

    /** Names of the limits on job starts that this lane draws on, whether they exist or not. */
    List<String> limits() {
        return List.of(origin.word(), origin.word() + ":" + kind);
    }
}
