package io.marketsync.push;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.Ending;
import io.marketsync.job.JobContext;
import io.marketsync.job.Outcome;
import io.marketsync.job.Progress;
import io.marketsync.limit.HeldBack;
import io.marketsync.shop.ShopAccess;

/**
 * One attempt to tell a marketplace what it does not have of one shop, in batches of one call and three statements each: before a batch
 * leaves its items are taken, so that no other value of them leaves meanwhile, even if this process dies; its answer is recorded with the
 * statement that takes the next one. What has no answer is sent again: values are absolute, and read when they leave.
 */
public final class BatchPush<K, I, V> {

    /** What is due so soon is waited for by this job; with the rest a later one begins. What is new ends the wait. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    /**
     * Of one batch: enough to find a hundred poisonous items among a hundred, or some twenty among a thousand. Where more is refused the form
     * of all is wrong, and who goes on asking may be shut out.
     */
    private static final int MOST_REFUSED = 200;

    private final JobContext job;
    private final ShopAccess shop;
    private final ItemWriter<K, I> marketplace;
    private final Ledger<K, I, V> ledger;
    private final Wording wording;
    private long due;
    private long done;

    public BatchPush(JobContext job, ShopAccess shop, ItemWriter<K, I> marketplace, Ledger<K, I, V> ledger) {
        this.job = job;
        this.shop = shop;
        this.marketplace = marketplace;
        this.ledger = ledger;
        this.wording = ledger.wording();
    }

    public Ending run() throws InterruptedException {
        Due<K> found = look();
        while (!found.keys().isEmpty()) {
            if (found.stopped().isPresent()) {
                // Until the seller says something else, or confirms.
                return new Ending.Snoozed(LONGEST_WAIT, found.stopped().get());
            }
            due += found.keys().size();
            if (!send(batches(found.keys()))) {
                return new Ending.Snoozed(
                        AT_ONCE, "There is more to send than one attempt may; the job goes on by itself.");
            }
            if (found.keys().size() < ledger.most()) {
                break;
            }
            found = look();
        }
        return found.rest().<Ending>map(wait -> wait).orElseGet(this::end);
    }

    private Due<K> look() {
        return job.unfenced(ledger::due);
    }

    /** In their order, as far as those of one call have to have something in common. */
    private List<List<K>> batches(List<K> keys) {
        List<List<K>> batches = new ArrayList<>();
        Map<String, List<K>> open = new LinkedHashMap<>();
        for (K key : keys) {
            String common = marketplace.batchKey(key);
            List<K> batch = open.computeIfAbsent(common, any -> {
                List<K> begun = new ArrayList<>();
                batches.add(begun);
                return begun;
            });
            batch.add(key);
            if (batch.size() == marketplace.most()) {
                open.remove(common);
            }
        }
        return batches;
    }

    /** False when the attempt was asked to end before all were sent: what was recorded is kept. */
    private boolean send(List<List<K>> batches) throws InterruptedException {
        List<Answered<I, V>> answered = List.of();
        for (List<K> batch : batches) {
            if (job.stopRequested()) {
                record(answered, List.of());
                return false;
            }
            answered = new Sent(record(answered, batch)).answers();
        }
        record(answered, List.of());
        return true;
    }

    private List<Sending<I, V>> record(List<Answered<I, V>> answered, List<K> next) {
        answered.forEach(this::count);
        done += answered.size();
        job.progress(new Progress(wording.phase(), 1, 1, done, due, null, wording.unit()));
        return job.commit(handle -> ledger.recordAndTake(handle, answered, next));
    }

    private void count(Answered<I, V> answer) {
        switch (answer.end()) {
            case TAKEN -> job.counts().add(ledger.countOf(answer.item()), 1);
            case REFUSED -> job.counts().add(answer.error().permanent() ? "quarantined" : "refused", 1);
            case UNANSWERED -> job.counts().add("unanswered", 1);
        }
    }

    private Ending end() {
        Optional<Duration> next = job.unfenced(ledger::nextDue);
        if (next.isPresent() && next.get().compareTo(LONGEST_WAIT) < 0) {
            return new Ending.Snoozed(next.get().compareTo(AT_ONCE) < 0 ? AT_ONCE : next.get(), wording.pacing());
        }
        boolean refused = job.counts().of("quarantined") > 0 || job.counts().of("refused") > 0;
        boolean taken = wording.taken().stream().anyMatch(word -> job.counts().of(word) > 0);
        if (refused) {
            return taken ? Outcome.PARTIAL : Outcome.FAILED;
        }
        return taken ? Outcome.OK : Outcome.NOTHING;
    }

    /** One batch on its way: what is known of each item, whatever happens. */
    private final class Sent {

        private final List<Sending<I, V>> open;
        private final List<Answered<I, V>> answers = new ArrayList<>();
        private int refused;

        Sent(List<Sending<I, V>> batch) {
            this.open = new ArrayList<>(batch);
        }

        List<Answered<I, V>> answers() throws InterruptedException {
            try {
                keepBackWhatWouldBeRefused();
                push(List.copyOf(open));
                open.forEach(item -> answers.add(Answered.unanswered(item, false)));
                return answers;
            } catch (JobFailure failure) {
                unanswered(true);
                throw failure;
            } catch (HeldBack notSent) {
                unanswered(false);
                throw notSent;
            }
        }

        private void unanswered(boolean left) {
            open.forEach(item -> answers.add(Answered.unanswered(item, left)));
            record(answers, List.of());
        }

        private void keepBackWhatWouldBeRefused() {
            for (Sending<I, V> item : List.copyOf(open)) {
                ledger.objection(item.item())
                        .or(() -> marketplace.objection(item.item()))
                        .ifPresent(why -> answered(item, Answered.keptBack(item, why)));
            }
        }

        /**
         * A request that is refused as a whole is halved until the item that is to blame is alone. What is left of it when the attempt is
         * asked to end stays open: nothing of it was changed.
         */
        private void push(List<Sending<I, V>> items) throws InterruptedException {
            if (items.isEmpty() || refused > 0 && job.stopRequested()) {
                return;
            }
            switch (marketplace.push(shop, items.stream().map(Sending::item).toList())) {
                case Pushed.Items each -> {
                    for (int i = 0; i < items.size(); i++) {
                        Sending<I, V> item = items.get(i);
                        Answered<I, V> answer = each.errors()
                                .get(i)
                                .map(why -> Answered.refused(item, why))
                                .orElse(Answered.taken(item));
                        answered(item, answer);
                    }
                }
                case Pushed.Refused whole -> {
                    refused++;
                    if (items.size() == 1) {
                        answered(items.getFirst(), Answered.refused(items.getFirst(), whole.why()));
                        return;
                    }
                    if (refused >= MOST_REFUSED) {
                        throw new JobFailure(
                                Reason.TRANSIENT,
                                "The marketplace refuses very many items as malformed. What it refused alone is listed; the rest is sent again.");
                    }
                    push(items.subList(0, items.size() / 2));
                    push(items.subList(items.size() / 2, items.size()));
                }
            }
        }

        private void answered(Sending<I, V> item, Answered<I, V> answer) {
            open.remove(item);
            answers.add(answer);
        }
    }
}
