package io.marketsync.label;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.marketsync.shop.ShopAccess;
import io.marketsync.simulator.label.LabelPdf;

/** A marketplace that prints what it is asked for, unless a test tells it to answer otherwise. */
final class ScriptedLabels implements Labels {

    private static final int MOST = 20;

    final List<List<String>> created = new ArrayList<>();
    final List<String> polled = new ArrayList<>();

    /** Looks that a task takes. */
    int looks = 1;

    /** Of labels, as an adapter would have to bring them: one with each task that printed something. */
    int files;

    /** Spoils every request that it is in. */
    final Set<String> notReady = new HashSet<>();

    /** Spoils every task that it is in. */
    final Set<String> spoiled = new HashSet<>();

    final Map<String, LabelError> unprinted = new HashMap<>();
    final Set<String> forgotten = new HashSet<>();

    /** Nothing on a page says whose it is. */
    boolean nameless;

    /** Something that happens while the request of that number, from 0, is under way; it may throw. */
    final Map<Integer, Runnable> duringCreate = new HashMap<>();

    /** The same of a look at a task. */
    final Map<String, Runnable> duringPoll = new HashMap<>();

    private final Map<String, Integer> looked = new HashMap<>();

    @Override
    public String marketplace() {
        return "ozon";
    }

    @Override
    public int most() {
        return MOST;
    }

    @Override
    public Duration settling() {
        return Duration.ofSeconds(60);
    }

    @Override
    public Created create(ShopAccess shop, List<String> numbers) {
        created.add(List.copyOf(numbers));
        duringCreate.getOrDefault(created.size() - 1, () -> {}).run();
        return numbers.stream().anyMatch(notReady::contains)
                ? new Created.Refused(new LabelError(false, "NOT_READY", "It is asked again."))
                : new Created.Task("t" + (created.size() - 1));
    }

    @Override
    public Printing poll(ShopAccess shop, String task, List<String> numbers) {
        polled.add(task);
        duringPoll.getOrDefault(task, () -> {}).run();
        if (forgotten.contains(task)) {
            return new Printing.Forgotten();
        }
        if (looked.merge(task, 1, Integer::sum) < looks) {
            return new Printing.Pending();
        }
        if (numbers.stream().anyMatch(spoiled::contains)) {
            return new Printing.Failed(new LabelError(true, "BROKEN", "Look at it."));
        }
        List<String> printed = numbers.stream()
                .filter(number -> !unprinted.containsKey(number))
                .toList();
        files += printed.isEmpty() ? 0 : 1;
        byte[] pdf = printed.isEmpty()
                ? new byte[0]
                : LabelPdf.of(printed.stream()
                        .map(number -> List.of("FBS", nameless ? "label" : number))
                        .toList());
        return new Printing.Done(pdf, unprinted);
    }
}
