package io.marketsync.label;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.db.StatementCount;
import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.Attempt;
import io.marketsync.job.AttemptLost;
import io.marketsync.job.Ending;
import io.marketsync.job.Outcome;
import io.marketsync.limit.HeldBack;
import io.marketsync.posting.Stage;
import io.marketsync.testing.Printed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is asked for, when, and what is known of each label afterwards. */
class FetchLabelsIT extends FetchingShop {

    /** Naming the seller, the statement, and the fence; one for the last task that an attempt asks for. */
    private static final int COMMIT = 3;

    /** Its postings taken, with its id the next ones, and its end. */
    private static final int TASK = 2 * COMMIT;

    /** The shop's key, tasks to be looked at, open tasks, a look of two statements and when to go on, each naming the seller. */
    private static final int ATTEMPT = 11;

    @Test
    void aPackedPostingGetsItsLabel() throws Exception {
        packed("1-1");
        marketplace.looks = 2;

        Run asked = fetch();
        assertThat(asked.ending()).isInstanceOfSatisfying(Ending.Snoozed.class, snoozed -> assertThat(snoozed.pause())
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3)));
        assertThat(label("1-1")).isEqualTo("asked t0");
        assertThat(fetch().ending()).as("too early to look").isInstanceOf(Ending.Snoozed.class);
        assertThat(marketplace.polled).isEmpty();

        Run done = fetchAll();

        assertThat(done.ending()).isEqualTo(Outcome.OK);
        assertThat(done.counts()).containsEntry("stored", 1L);
        assertThat(label("1-1")).isEqualTo("stored");
        assertThat(marketplace.polled).containsExactly("t0", "t0");
        assertThat(text("SELECT count(*) FROM label_task WHERE shop_id = ?", shop))
                .isEqualTo("0");
        assertThat(text("""
                SELECT (l.size = length(f.pdf) AND l.sha256 = sha256(f.pdf) AND l.expires_at > now() + interval '29 days')
                FROM label l JOIN label_file f USING (seller_id, shop_id, number) WHERE l.shop_id = ?""", shop)).isEqualTo("t");
        assertThat(fetch().ending()).as("counts are of the job").isEqualTo(Outcome.OK);
        assertThat(marketplace.created).hasSize(1);
    }

    @Test
    void nothingIsPrintedOfWhatIsNotPacked() throws Exception {
        posting("a", "fbs", Stage.AWAITING, Duration.ofHours(1));
        posting("b", "fbs", Stage.DELIVERING, Duration.ofHours(1));
        posting("c", "fbo", Stage.PACKED, Duration.ofHours(1));
        assertThat(fetch().ending()).isEqualTo(Outcome.NOTHING);
        assertThat(marketplace.created).isEmpty();
    }

    @Test
    void aPostingThatHasJustChangedIsWaitedFor() throws Exception {
        posting("new", "fbs", Stage.PACKED, Duration.ofSeconds(20));
        packed("old");

        assertThat(fetch().ending()).isInstanceOf(Ending.Snoozed.class);
        assertThat(marketplace.created).containsExactly(List.of("old"));
        pass(Duration.ofSeconds(3));
        assertThat(fetch().ending()).isInstanceOfSatisfying(Ending.Snoozed.class, snoozed -> assertThat(snoozed.pause())
                .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(40)));

        assertThat(fetchAll().counts()).containsEntry("stored", 2L);
    }

    @Test
    void onePackedNoLongerNeedsNoLabel() throws Exception {
        packed("gone", "stays");
        marketplace.unprinted.put("gone", new LabelError(false, "UNPRINTED", "It is asked again."));
        fetchAll();
        assertThat(label("gone")).isEqualTo("refused UNPRINTED");
        posting("gone", "fbs", Stage.CANCELLED, Duration.ZERO);
        posting("stays", "fbs", Stage.DELIVERING, Duration.ZERO);
        pass(Duration.ofHours(2));

        fetch();

        assertThat(label("gone")).isEmpty();
        assertThat(label("stays")).as("what is there is kept").isEqualTo("stored");
        assertThat(marketplace.created).hasSize(1);
    }

    @Tag(Printed.COSTS)
    @ParameterizedTest
    @ValueSource(ints = {1, 100, 10_000})
    void aTaskIsTwoStatementsInTheirFrameWhateverItsPostings(int postings) throws Exception {
        packed(postings);
        long statements = 0;
        int attempts = 0;
        Run run;
        do {
            Attempt attempt = attempt();
            long before = StatementCount.soFar();
            run = fetch(attempt);
            statements += StatementCount.soFar() - before;
            attempts++;
            pass(Duration.ofSeconds(30));
        } while (run.ending() instanceof Ending.Snoozed);

        long tasks = Math.ceilDiv(postings, marketplace.most());
        long rounds = Math.ceilDiv(tasks, config.openTasks());
        assertThat(run.counts()).containsEntry("stored", (long) postings);
        assertThat(marketplace.created).hasSize((int) tasks);
        assertThat(attempts).as("each looks at what the one before asked for").isEqualTo((int) rounds + 1);
        assertThat(statements).isEqualTo(attempts * ATTEMPT + tasks * TASK + rounds * COMMIT);
        assertThat(marketplace.polled).hasSize((int) tasks);
        assertThat(marketplace.files).isEqualTo((int) tasks);
        long calls = marketplace.created.size() + marketplace.polled.size() + marketplace.files;
        Printed.cost(FetchLabels.KIND, postings, "postings", calls, statements);
    }

    @Test
    void onePostingThatIsLeftOutKeepsNoOtherBack() throws Exception {
        packed("a", "b", "c");
        marketplace.unprinted.put("b", new LabelError(false, "NOT_READY", "It is asked again."));
        marketplace.unprinted.put("c", new LabelError(true, "TOO_HEAVY", "Change it."));

        Run run = fetchAll();

        assertThat(run.ending()).isEqualTo(Outcome.PARTIAL);
        assertThat(run.counts())
                .containsEntry("stored", 1L)
                .containsEntry("refused", 1L)
                .containsEntry("quarantined", 1L);
        assertThat(List.of(label("a"), label("b"), label("c")))
                .containsExactly("stored", "refused NOT_READY", "quarantined TOO_HEAVY");
        marketplace.unprinted.clear();
        fetch();
        assertThat(marketplace.created).as("not before a minute has passed").hasSize(1);
        pass(Duration.ofSeconds(61));
        fetchAll();
        assertThat(List.of(label("b"), label("c"))).containsExactly("stored", "quarantined TOO_HEAVY");
        pass(Duration.ofDays(1));
        fetchAll();
        assertThat(label("c")).as("once a day").isEqualTo("stored");
    }

    @Test
    void aRefusalThatStaysIsAskedForWithGrowingPauses() throws Exception {
        packed("a");
        marketplace.unprinted.put("a", new LabelError(false, "UNPRINTED", "It is asked again."));
        for (int seconds : new int[] {60, 120, 240}) {
            assertThat(fetchAll().ending()).isEqualTo(Outcome.FAILED);
            assertThat(text(
                            "SELECT extract(epoch FROM next_try_at - now()) BETWEEN ? - 10 AND ? FROM label WHERE shop_id = ?",
                            seconds,
                            seconds,
                            shop))
                    .isEqualTo("t");
            pass(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void oneThatSpoilsTheRequestIsFoundAndTheOthersArePrinted() throws Exception {
        packed(20);
        marketplace.notReady.add("00007-1");

        Run run = fetchAll();

        assertThat(run.ending()).isEqualTo(Outcome.PARTIAL);
        assertThat(run.counts()).containsEntry("stored", 19L).containsEntry("refused", 1L);
        assertThat(label("00007-1")).isEqualTo("refused NOT_READY");
        assertThat(marketplace.created).as("halves of halves").hasSizeLessThanOrEqualTo(11);
    }

    @Test
    void oneThatSpoilsTheTaskIsFoundAndTheOthersArePrinted() throws Exception {
        packed(40);
        marketplace.spoiled.add("00007-1");

        Run run = fetchAll();

        assertThat(run.counts()).containsEntry("stored", 39L).containsEntry("quarantined", 1L);
        assertThat(label("00007-1")).isEqualTo("quarantined BROKEN");
        assertThat(marketplace.created).as("halves of halves").hasSizeLessThanOrEqualTo(12);
        assertThat(marketplace.created.getFirst()).hasSize(20);
    }

    @Test
    void aFileThatDoesNotSayWhoseItsPagesAreIsAskedForOneByOne() throws Exception {
        packed("a", "b", "c");
        marketplace.nameless = true;

        assertThat(fetchAll().counts()).containsEntry("stored", 3L);

        assertThat(marketplace.created)
                .containsExactly(List.of("a", "b", "c"), List.of("a"), List.of("b"), List.of("c"));
    }

    @Test
    void aProcessThatDiesAfterItAskedLeavesItsTaskToTheNextAttempt() throws Exception {
        packed(40);
        Attempt lost = attempt();
        marketplace.duringCreate.put(1, this::attempt);
        assertThatThrownBy(() -> fetch(lost)).isInstanceOf(AttemptLost.class);
        assertThat(count("label WHERE task = 't0'")).isEqualTo(20);
        pass(Duration.ofSeconds(3));

        fetch();

        assertThat(count("label WHERE state = 'stored'")).isEqualTo(20);
        assertThat(marketplace.created).as("the other task may be under way").hasSize(2);
    }

    @Test
    void aProcessThatDiesWhileItAsksLeavesOneTaskBehindAndNotOneWithEveryAttempt() throws Exception {
        packed("a");
        Attempt lost = attempt();
        marketplace.duringCreate.put(0, this::attempt);
        assertThatThrownBy(() -> fetch(lost)).isInstanceOf(AttemptLost.class);

        assertThat(fetch().ending()).isInstanceOf(Ending.Snoozed.class);
        assertThat(fetch().ending()).isInstanceOf(Ending.Snoozed.class);
        assertThat(marketplace.created).as("it may be under way").hasSize(1);
        assertThat(label("a")).isEqualTo("asked");

        pass(Duration.ofSeconds(61));
        assertThat(fetchAll().ending()).isEqualTo(Outcome.OK);
        assertThat(marketplace.created).hasSize(2);
    }

    @Test
    void aTaskThatNeverEndsIsGivenUpAndAskedForAgain() throws Exception {
        packed("a");
        marketplace.looks = Integer.MAX_VALUE;

        Run run = fetchAll();

        assertThat(run.ending()).isEqualTo(Outcome.FAILED);
        assertThat(label("a")).isEqualTo("refused UNFINISHED");
        assertThat(marketplace.polled).as("15 minutes of looks").hasSizeBetween(25, 40);
        marketplace.looks = 1;
        pass(Duration.ofMinutes(1));
        fetchAll();
        assertThat(label("a")).isEqualTo("stored");
        assertThat(marketplace.created).hasSize(2);
    }

    @Test
    void aTaskThatTheMarketplaceForgotIsAskedForAgain() throws Exception {
        packed("a");
        marketplace.forgotten.add("t0");
        fetchAll();
        assertThat(label("a")).isEqualTo("refused FORGOTTEN");
        pass(Duration.ofMinutes(1));
        fetchAll();
        assertThat(label("a")).isEqualTo("stored");
    }

    @Test
    void aTaskThatCannotBeLookedAtLetsTheOthersGoFirst() throws Exception {
        packed(40);
        fetch();
        marketplace.duringPoll.put("t0", () -> {
            throw new JobFailure(Reason.TRANSIENT, "broke");
        });
        pass(Duration.ofSeconds(3));
        assertThatThrownBy(this::fetch).isInstanceOf(JobFailure.class);
        fetch();
        assertThat(count("label WHERE state = 'stored'")).isEqualTo(20);

        marketplace.duringPoll.clear();
        assertThat(fetchAll().counts()).containsEntry("stored", 40L);
    }

    @Test
    void aTaskThatNobodyCanLookAtIsGivenUpInHalves() throws Exception {
        packed("a", "b");
        fetch();
        marketplace.duringPoll.put("t0", () -> {
            throw new JobFailure(Reason.TRANSIENT, "larger than it may be");
        });
        pass(Duration.ofMinutes(15));
        assertThat(fetchAll().counts()).containsEntry("stored", 2L);
        assertThat(marketplace.created).containsExactly(List.of("a", "b"), List.of("a"), List.of("b"));
    }

    @Test
    void aCallThatIsHeldBackLeavesItsPostingsToTheNextAttempt() throws Exception {
        packed("a");
        marketplace.duringCreate.put(0, () -> {
            throw new HeldBack(Duration.ofSeconds(20), "The marketplace's rate limit is used up for now.");
        });
        assertThatThrownBy(this::fetch).isInstanceOf(HeldBack.class);
        pass(Duration.ofSeconds(61));
        assertThat(fetchAll().ending()).isEqualTo(Outcome.OK);
    }

    @Test
    void whatWasAnsweredBeforeAFailureIsKept() throws Exception {
        packed(20);
        marketplace.notReady.add("00020-1");
        marketplace.duringCreate.put(2, () -> {
            throw new JobFailure(Reason.TRANSIENT, "broke");
        });
        assertThatThrownBy(this::fetch).isInstanceOf(JobFailure.class);
        assertThat(count("label WHERE task = 't1'")).as("the first half").isEqualTo(10);
        assertThat(count("label WHERE task IS NULL")).isEqualTo(10);
        marketplace.notReady.clear();
        assertThat(fetchAll().counts()).containsEntry("stored", 20L);
    }

    @Test
    void anAttemptThatIsAskedToEndGoesOnLater() throws Exception {
        packed(60);
        stop = () -> marketplace.created.size() == 2;
        assertThat(fetch().ending()).isInstanceOf(Ending.Snoozed.class);
        assertThat(marketplace.created).hasSize(2);
        stop = () -> marketplace.polled.size() == 1;
        pass(Duration.ofSeconds(3));
        assertThat(fetch().ending()).isInstanceOf(Ending.Snoozed.class);
        assertThat(count("label WHERE state = 'stored'")).isEqualTo(20);
        stop = () -> false;
        assertThat(fetchAll().counts()).containsEntry("stored", 60L);
        assertThat(marketplace.created).hasSize(3);
    }

    @Test
    void expiredLabelsAreRemovedWithTheirFilesAFewAtATime() throws Exception {
        packed("a", "b", "c", "young");
        fetchAll();
        change("DELETE FROM label WHERE shop_id <> ? AND expires_at < now()", shop);
        change(
                "UPDATE label SET expires_at = now() - interval '1 second' WHERE shop_id = ? AND number <> 'young'",
                shop);

        LabelStore labels = new LabelStore();
        assertThat(database.workers().<Integer>forSystem(handle -> labels.removeExpired(handle, 2)))
                .isEqualTo(2);
        assertThat(database.workers().<Integer>forSystem(handle -> labels.removeExpired(handle, 2)))
                .isEqualTo(1);
        assertThat(count("label_file WHERE number = 'young'")).isEqualTo(1);
        assertThat(count("label_file WHERE true")).isEqualTo(1);
    }

    @Test
    void filesAreReadInTheOrderTheyAreAskedFor() throws Exception {
        packed("a", "b", "c");
        marketplace.unprinted.put("c", new LabelError(false, "UNPRINTED", "It is asked again."));
        fetchAll();
        List<LabelStore.Stored> files = database.api()
                .forSeller(seller, handle -> new LabelStore().files(handle, seller, shop, List.of("b", "c", "a", "x")));
        assertThat(files).extracting(LabelStore.Stored::number).containsExactly("b", "a");
        assertThat(new LabelFile(files.getFirst().pdf()).split(Set.of("b"))).isPresent();
        List<LabelStore.Size> sizes = database.api()
                .forSeller(seller, handle -> new LabelStore().sizes(handle, seller, shop, List.of("a", "c")));
        assertThat(sizes).singleElement().satisfies(size -> assertThat(size.size())
                .isEqualTo(files.getLast().pdf().length));
    }

    @Test
    void aConfigurationWithoutSenseStopsTheStart() {
        assertThatThrownBy(() -> {
                    config = new Config(Duration.ofHours(1), 50, Duration.ofMinutes(15));
                    fetch();
                })
                .hasMessageStartingWith("marketsync.labels.keep");
    }
}
