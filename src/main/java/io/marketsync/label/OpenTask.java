package io.marketsync.label;

import java.util.List;

/**
 * A task that the marketplace works on.
 *
 * @param numbers of the postings it was created for
 * @param polls how often it was looked at
 * @param late it has been open for longer than anybody should wait
 */
record OpenTask(String id, List<String> numbers, int polls, boolean late) {}
