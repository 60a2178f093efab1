package io.marketsync.db;

import java.util.Arrays;

/** What stands for rows, in the eight bytes that each of them has: a catalogue can have hundreds of thousands. */
public final class LongList {

    private long[] values = new long[1024];
    private int size;

    public void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    public int size() {
        return size;
    }

    public Long[] toArray() {
        return Arrays.stream(values, 0, size).boxed().toArray(Long[]::new);
    }
}
