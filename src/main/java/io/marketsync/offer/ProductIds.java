package io.marketsync.offer;

import java.util.Arrays;

/** Ids of products, in the eight bytes that each of them has: a catalogue can have hundreds of thousands. */
final class ProductIds {

    private long[] ids = new long[1024];
    private int size;

    void add(long id) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, 2 * size);
        }
        ids[size++] = id;
    }

    int size() {
        return size;
    }

    Long[] toArray() {
        return Arrays.stream(ids, 0, size).boxed().toArray(Long[]::new);
    }
}
