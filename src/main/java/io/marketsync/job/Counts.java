package io.marketsync.job;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What happened to the items of a job, by word: created, updated, unchanged … Counts what happened, not what was asked. */
public final class Counts {

    private final TreeMap<String, Long> byWord;

    public Counts(Map<String, Long> start) {
        this.byWord = new TreeMap<>(start);
    }

    public void add(String word, long amount) {
        if (amount != 0) {
            byWord.merge(word, amount, Long::sum);
        }
    }

    /** For what is found rather than done, and found anew by each attempt. */
    public void set(String word, long amount) {
        if (amount == 0) {
            byWord.remove(word);
        } else {
            byWord.put(word, amount);
        }
    }

    public long of(String word) {
        return byWord.getOrDefault(word, 0L);
    }

    public Map<String, Long> asMap() {
        return Collections.unmodifiableMap(byWord);
    }
}
