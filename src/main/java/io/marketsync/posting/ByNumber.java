package io.marketsync.posting;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.JobContext;
import io.marketsync.limit.HeldBack;
import io.marketsync.shop.ShopAccess;

/** Asks a marketplace for single postings, each as it is now. A call for each, so whoever asks bounds how many. */
public final class ByNumber {

    /** A part of a part of a part; deeper ones come with their own changes. */
    private static final int DEEPEST_SPLIT = 3;

    private final PostingStore postings;

    public ByNumber(PostingStore postings) {
        this.postings = postings;
    }

    /**
     * What was answered before something else came.
     *
     * @param refused the marketplace does not know them, no longer or not yet
     * @param broken asked for, and no answer came that could be read: at most one, the failure is its
     * @param unasked because of the failure, or because the attempt should come to its end
     * @param failure to be thrown when what was answered is stored; null when there is none
     */
    public record Answers(
            List<Posting> postings,
            Set<String> refused,
            Set<String> broken,
            Set<String> unasked,
            RuntimeException failure) {

        private Answers endedBy(RuntimeException why) {
            return new Answers(postings, refused, broken, unasked, why);
        }

        public boolean complete() {
            return unasked.isEmpty();
        }

        /** Call it last. */
        public void throwFailure() {
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** In the order of the numbers. A number that is refused stops no other; what fails otherwise ends it. */
    public Answers ask(JobContext job, OrderFeed marketplace, ShopAccess shop, Map<String, Scheme> numbers)
            throws InterruptedException {
        Answers answers = new Answers(
                new ArrayList<>(numbers.size()),
                new HashSet<>(),
                new HashSet<>(),
                new HashSet<>(numbers.keySet()),
                null);
        for (Map.Entry<String, Scheme> asked : numbers.entrySet()) {
            if (job.stopRequested()) {
                return answers;
            }
            String number = asked.getKey();
            try {
                ask(marketplace, shop, number, asked.getValue(), answers.postings, answers.refused);
                answers.unasked.remove(number);
            } catch (HeldBack noPermit) {
                return answers.endedBy(noPermit);
            } catch (JobFailure failure) {
                answers.unasked.remove(number);
                answers.broken.add(number);
                return answers.endedBy(failure);
            }
        }
        return answers;
    }

    /**
     * The postings, and the parents of those among them that we see for the first time. What was split off is counted in the child
     * from here on, so the parent has to be what it kept in the same transaction: no unit is ever in both.
     */
    public List<Posting> withParents(JobContext job, OrderFeed marketplace, ShopAccess shop, List<Posting> page)
            throws InterruptedException {
        List<Posting> family = new ArrayList<>(page);
        List<Posting> generation = page;
        for (int depth = 0; depth < DEEPEST_SPLIT && !generation.isEmpty(); depth++) {
            List<Posting> parents = new ArrayList<>();
            for (Map.Entry<String, Scheme> parent :
                    missingParents(job, shop, generation, family).entrySet()) {
                ask(marketplace, shop, parent.getKey(), parent.getValue(), parents, new HashSet<>());
            }
            family.addAll(parents);
            generation = parents;
        }
        return family;
    }

    private Map<String, Scheme> missingParents(
            JobContext job, ShopAccess shop, List<Posting> generation, List<Posting> family) {
        Set<String> here = family.stream().map(Posting::number).collect(Collectors.toSet());
        List<Posting> children = generation.stream()
                .filter(posting -> posting.parentNumber() != null && !here.contains(posting.parentNumber()))
                .toList();
        if (children.isEmpty()) {
            return Map.of();
        }
        Set<String> unknown = job.unfenced(handle -> postings.unknown(
                handle,
                shop.sellerId(),
                shop.shopId(),
                children.stream().map(Posting::number).toList()));
        Map<String, Scheme> parents = new LinkedHashMap<>();
        children.stream()
                .filter(child -> unknown.contains(child.number()))
                .forEach(child -> parents.put(child.parentNumber(), child.scheme()));
        return parents;
    }

    private static void ask(
            OrderFeed marketplace,
            ShopAccess shop,
            String number,
            Scheme scheme,
            List<Posting> answers,
            Set<String> refused)
            throws InterruptedException {
        try {
            answers.add(marketplace.byNumber(shop, scheme, number));
        } catch (JobFailure failure) {
            if (failure.reason() != Reason.REJECTED) {
                throw failure;
            }
            refused.add(number);
        }
    }
}
