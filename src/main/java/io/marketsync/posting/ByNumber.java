package io.marketsync.posting;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.Ending;
import io.marketsync.job.JobContext;
import io.marketsync.job.Outcome;
import io.marketsync.limit.HeldBack;
import io.marketsync.shop.ShopAccess;

/** Asks a marketplace for single postings, each as it is now. A call for each, so whoever asks bounds how many. */
public final class ByNumber {

    /** A part of a part of a part; deeper ones come with their own changes. */
    private static final int DEEPEST_SPLIT = 3;

    /** The word of parents that were not read, among the counts of a job. */
    static final String UNREAD = "parents_unread";

    /** Of one page. Each may keep a call waiting for its time-out, and where so many fail the others would most likely, too. */
    private static final int MOST_FAILING = 3;

    private static final Logger LOG = LoggerFactory.getLogger(ByNumber.class);

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
     * from here on, so the parent has to be what it kept in the same transaction: no unit is ever in both. A parent whose answer fails, and
     * the answer alone, is left out and counted: what went on is held twice, which sells nothing twice, until a list tells what it kept (of
     * all under way within 15 minutes), or it is asked for as one of the old ones.
     */
    public List<Posting> withParents(JobContext job, OrderFeed marketplace, ShopAccess shop, List<Posting> page)
            throws InterruptedException {
        List<Posting> family = new ArrayList<>(page);
        List<Posting> generation = page;
        Set<String> unread = new HashSet<>();
        for (int depth = 0; depth < DEEPEST_SPLIT && !generation.isEmpty(); depth++) {
            List<Posting> parents = new ArrayList<>();
            for (Map.Entry<String, Scheme> parent :
                    missingParents(job, shop, generation, family).entrySet()) {
                if (unread.size() >= MOST_FAILING
                        || !readable(job, marketplace, shop, parent.getKey(), parent.getValue(), parents)) {
                    unread.add(parent.getKey());
                }
            }
            family.addAll(parents);
            generation = parents;
        }
        job.counts().add(UNREAD, unread.size());
        return family;
    }

    /** How a job ends that has done its work but for parents; empty when it read them all. */
    public static Optional<Ending> unread(JobContext job) {
        return Optional.of(job.counts().of(UNREAD))
                .filter(parents -> parents > 0)
                .<Ending>map(
                        parents -> new Ending.Ended(
                                Outcome.PARTIAL,
                                parents
                                        + " postings, of which parts went on as postings of their own, could not be read. Those goods are held twice, so that"
                                        + " none is sold twice, until a pull of orders reads what they kept; it comes by itself."));
    }

    /** False when nothing but its own answer failed. An attempt that should end fails with it, and the next one reads both. */
    private static boolean readable(
            JobContext job, OrderFeed marketplace, ShopAccess shop, String number, Scheme scheme, List<Posting> answers)
            throws InterruptedException {
        try {
            ask(marketplace, shop, number, scheme, answers, new HashSet<>());
            return true;
        } catch (JobFailure failure) {
            if (failure.reason() != Reason.TRANSIENT || job.stopRequested()) {
                throw failure;
            }
            LOG.warn(
                    "job {}: the posting {}, of which some went on, is not read: {} A list tells of it later.",
                    job.jobId(),
                    number,
                    failure.getMessage());
            return false;
        }
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
