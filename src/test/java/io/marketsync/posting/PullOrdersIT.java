package io.marketsync.posting;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.Attempt;
import io.marketsync.job.AttemptLost;
import io.marketsync.job.Ending;
import io.marketsync.job.Outcome;
import io.marketsync.testing.Printed;
import io.marketsync.testing.TestOrders;

import static io.marketsync.posting.ScriptedFeed.BORN;
import static io.marketsync.posting.ScriptedFeed.CHANGED;
import static io.marketsync.posting.ScriptedFeed.SWEEP;
import static io.marketsync.posting.ScriptedFeed.posting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PullOrdersIT extends PullingShop {

    @Test
    void createdUpdatedAndUnchangedAreCounted() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.AWAITING, at(-3)), posting("b", Stage.AWAITING, at(-2))));
        assertThat(pull().counts()).containsExactly(Map.entry("created", 2L));

        feed.with(BORN, List.of(posting("b", Stage.AWAITING, at(-2))))
                .with(CHANGED, List.of(posting("a", Stage.DELIVERING, at(-3))));
        Run second = pull();
        assertThat(second.ending()).isEqualTo(Outcome.OK);
        assertThat(second.counts())
                .containsExactly(Map.entry("created", 2L), Map.entry("unchanged", 1L), Map.entry("updated", 1L));
        assertThat(status("a")).isEqualTo("delivering");
    }

    @Test
    void nothingToPullIsNothing() throws Exception {
        assertThat(pull().ending()).isEqualTo(Outcome.NOTHING);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 100})
    void aPageCostsSixStatementsWhateverItsSize(int size) throws Exception {
        List<Posting> page = IntStream.range(0, size)
                .mapToObj(i -> posting("p" + i, Stage.AWAITING, at(-i), 3))
                .toList();
        PullOrders pull = pullOrders(CONFIG);
        Attempt attempt = attempt();
        pull.run(attempt, new PullOrders.Args());
        long empty = statements(pull, attempt);
        feed.with(BORN, page);
        long withPage = statements(pull, attempt);
        // an empty page costs three: seller, watermark, fence
        assertThat(withPage - empty).as("offers, postings, lines").isEqualTo(3);
        assertThat(number("SELECT count(*) FROM posting_line")).isEqualTo(3L * size);
    }

    @Tag(Printed.COSTS)
    @ParameterizedTest
    @ValueSource(ints = {100, 10_000})
    @SuppressWarnings("unchecked")
    void aPullCostsSixStatementsAPage(int postings) throws Exception {
        PullOrders pull = pullOrders(TestOrders.with(200, 10, 3));
        Attempt attempt = attempt();
        pull.run(attempt, new PullOrders.Args());
        feed.asked.clear();
        long empty = statements(pull, attempt);
        int feeds = feed.asked.size();
        int pages = postings / 100;
        feed.with(
                BORN,
                IntStream.range(0, pages)
                        .mapToObj(page -> IntStream.range(0, 100)
                                .mapToObj(i -> posting(page + "-" + i, Stage.AWAITING, at(-1)))
                                .toList())
                        .toArray(List[]::new));
        feed.asked.clear();
        long statements = statements(pull, attempt);
        assertThat(statements).isEqualTo(empty + 6L * pages - 3);
        assertThat(feed.asked).hasSize(feeds + pages - 1);
        assertThat(feed.askedByNumber).isEmpty();
        Printed.cost(PullOrders.KIND, postings, "postings", feed.asked.size(), statements);
    }

    @Test
    void theFirstPullReadsFarBackAndLeavesTheChangedFeedAlone() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.AWAITING, at(-5))));
        pull();
        assertThat(feed.windowsOf(BORN).getFirst().from()).isEqualTo(NOW.minus(Duration.ofDays(90)));
        assertThat(feed.windowsOf(CHANGED)).isEmpty();
        assertThat(watermarks())
                .containsEntry("born", at(-5))
                .containsEntry("changed", NOW)
                .containsEntry("sweep", NOW);
    }

    @Test
    void laterPullsGoBackByTheOverlapAndTheSweepByItsWindow() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.AWAITING, at(-5))));
        pull();
        now = NOW.plus(Duration.ofHours(1));
        feed.asked.clear();
        pull();
        assertThat(feed.windowsOf(BORN).getFirst().from()).isEqualTo(at(-5).minus(Duration.ofMinutes(10)));
        assertThat(feed.windowsOf(CHANGED).getFirst().from()).isEqualTo(NOW.minus(Duration.ofMinutes(10)));
        assertThat(feed.windowsOf(SWEEP).getFirst().from()).isEqualTo(NOW.minus(Duration.ofDays(14)));
    }

    @Test
    void theWatermarkNeverGoesBack() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.AWAITING, at(-5))));
        pull();
        feed.with(BORN, List.of(posting("z", Stage.AWAITING, at(-60))));
        pull();
        assertThat(watermarks()).containsEntry("born", at(-5));
    }

    @Test
    void aFailingPageKeepsThePagesBeforeItAndTheWatermarkThere() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.AWAITING, at(-5))), List.of(posting("b", Stage.AWAITING, at(-1))))
                .failingAtPage(1, new JobFailure(Reason.TRANSIENT, "HTML instead of JSON"));
        assertThatThrownBy(this::pull).hasMessage("HTML instead of JSON");
        assertThat(numbers()).containsExactly("a");
        assertThat(watermarks()).containsEntry("born", at(-5)).doesNotContainKey("sweep");

        feed.failingAtPage(-1, null);
        pull();
        assertThat(numbers()).containsExactly("a", "b");
    }

    @Test
    void aWatermarkOfAnotherKindMakesNoPullASecondOne() throws Exception {
        database.workers().forSeller(seller, handle -> {
            new WatermarkStore().advance(handle, seller, shop, Map.of("stats.rollup", NOW));
            return null;
        });
        pull();
        assertThat(feed.windowsOf(CHANGED)).isEmpty();
        assertThat(watermarks()).containsEntry("changed", NOW);
    }

    @Test
    void howFarOrdersAreKnownMovesWithAPullThatReadEveryFeedToItsEnd() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.AWAITING, at(-5))), List.of(posting("b", Stage.AWAITING, at(-1))))
                .failingAtPage(1, new JobFailure(Reason.TRANSIENT, "broken"));
        assertThatThrownBy(this::pull).hasMessage("broken");
        assertThat(readUntil()).isEqualTo(Instant.EPOCH);
        feed.failingAtPage(-1, null);
        pull();
        assertThat(readUntil()).isEqualTo(NOW);

        now = at(1);
        pull();
        assertThat(readUntil())
                .as("whether the list of open ones was due or not")
                .isEqualTo(at(1));
        now = at(2);
        stop = () -> true;
        feed.endless();
        pull();
        assertThat(readUntil()).isEqualTo(at(1));
    }

    private Instant readUntil() {
        return database.workers()
                .forSeller(seller, handle -> PullOrders.readUntil(new WatermarkStore(), handle, seller, shop));
    }

    @Test
    void whatChangedDuringABrokenFirstPullIsReadByTheNext() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.AWAITING, at(-5))), List.of(posting("b", Stage.AWAITING, at(-1))))
                .failingAtPage(1, new JobFailure(Reason.TRANSIENT, "broken"));
        assertThatThrownBy(this::pull).hasMessage("broken");

        now = NOW.plus(Duration.ofMinutes(30));
        feed.failingAtPage(-1, null).with(CHANGED, List.of(posting("a", Stage.CANCELLED, at(-5))));
        pull();
        assertThat(feed.windowsOf(CHANGED).getFirst().from()).isBeforeOrEqualTo(NOW);
        assertThat(status("a")).isEqualTo("cancelled");
    }

    @Test
    void aFeedWithoutEndIsAFailure() {
        feed.endless();
        assertThatThrownBy(this::pull).isInstanceOf(JobFailure.class).hasMessageContaining("more than 20 pages");
    }

    @Test
    void aPullThatIsAskedToEndEndsPartialAfterItsPageAndSaysWhatWasRead() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.AWAITING, at(-5))), List.of(posting("b", Stage.AWAITING, at(-1))));
        stop = () -> true;
        assertThat(pull().ending())
                .isEqualTo(new Ending.CutShort(
                        "There are more orders than one attempt may read. Of the lists 1 postings were read, and are kept;"
                                + " the next pull, which comes by itself, reads the rest."));
        assertThat(numbers()).containsExactly("a");
        stop = () -> false;
        assertThat(pull().ending()).isEqualTo(Outcome.OK);
        assertThat(numbers()).containsExactly("a", "b");
    }

    @Test
    void aTerminalPostingIsNotRevivedByALateEvent() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.CANCELLED, at(-5)), posting("d", Stage.DELIVERED, at(-5))));
        pull();
        feed.with(BORN, List.of(posting("a", Stage.AWAITING, at(-5)), posting("d", Stage.CANCELLED, at(-5))))
                .with(CHANGED, List.of(posting("a", Stage.DELIVERED, at(-5))));
        Run run = pull();
        assertThat(status("a")).isEqualTo("cancelled");
        assertThat(status("d")).as("a delivered posting can still be cancelled").isEqualTo("cancelled");
        assertThat(run.counts()).containsEntry("stale", 2L).containsEntry("updated", 1L);
    }

    @Test
    void anUnknownStatusIsKeptOnHoldCountedAndAskedForByNumber() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.UNKNOWN, at(-5)))).withByNumber(posting("a", Stage.UNKNOWN, at(-5)));
        assertThat(pull().counts()).containsEntry("held", 1L);
        assertThat(number("SELECT count(*) FROM posting WHERE on_hold AND status = 'unknown'"))
                .isEqualTo(1);

        feed.with(BORN, List.of()).withByNumber(posting("a", Stage.DELIVERING, at(-5)));
        pull();
        assertThat(status("a")).isEqualTo("delivering");
        assertThat(number("SELECT count(*) FROM posting WHERE on_hold")).isZero();
    }

    @Test
    void aHeldPostingTheMarketplaceNoLongerKnowsStopsNoPull() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.UNKNOWN, at(-5)), posting("b", Stage.UNKNOWN, at(-4))))
                .withByNumber(posting("b", Stage.DELIVERING, at(-4)));
        assertThat(pull().ending()).isEqualTo(Outcome.OK);
        assertThat(status("a")).isEqualTo("unknown");
        assertThat(status("b")).isEqualTo("delivering");
    }

    @Test
    void aBirthInTheFutureMovesNoWatermarkPastThePresent() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.AWAITING, at(-5)), posting("b", Stage.AWAITING, at(24 * 365))));
        pull();
        assertThat(numbers()).containsExactly("a", "b");
        assertThat(watermarks()).containsEntry("born", NOW);
    }

    @Test
    void anOutageOfWeeksIsReadFromWhereOrdersWereKnown() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.AWAITING, at(-5))));
        pull();
        now = NOW.plus(Duration.ofDays(40));
        feed.asked.clear();
        feed.with(BORN, List.of(posting("b", Stage.DELIVERED, at(3)), posting("c", Stage.AWAITING, at(39 * 24))));
        pull();
        assertThat(feed.windowsOf(BORN).getFirst().from()).isEqualTo(at(-5).minus(Duration.ofMinutes(10)));
        assertThat(feed.windowsOf(BORN).getFirst().to()).isAfterOrEqualTo(now);
        assertThat(feed.windowsOf(CHANGED).getFirst().from()).isEqualTo(NOW.minus(Duration.ofMinutes(10)));
        assertThat(numbers()).containsExactly("a", "b", "c");
    }

    @Test
    void aPostingWithoutABirthIsKeptAndMovesNoWatermark() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.AWAITING, at(-5)), posting("b", Stage.AWAITING, null)))
                .with(SWEEP, List.of(posting("c", Stage.AWAITING, null)));
        pull();
        assertThat(numbers()).containsExactly("a", "b", "c");
        assertThat(watermarks()).containsEntry("born", at(-5));
    }

    @Test
    void aShopWithoutPostingsDoesNotAskForMoreThanAYear() throws Exception {
        pull();
        now = NOW.plus(Duration.ofDays(300));
        pull();
        now = NOW.plus(Duration.ofDays(301));
        feed.asked.clear();
        pull();
        assertThat(feed.windowsOf(BORN).getFirst().from()).isAfter(now.minus(Duration.ofDays(100)));
    }

    @Test
    void aStatusWeLearnEndsTheHoldAlthoughItsWordIsTheSame() throws Exception {
        Posting unknown = posting("a", Stage.UNKNOWN, at(-5));
        feed.with(BORN, List.of(unknown)).withByNumber(unknown);
        pull();
        Posting learnt = new Posting(
                unknown.number(),
                unknown.scheme(),
                unknown.status(),
                unknown.substatus(),
                Stage.CANCELLED,
                unknown.orderNumber(),
                unknown.parentNumber(),
                unknown.inProcessAt(),
                unknown.shipmentDate(),
                unknown.trackingNumber(),
                unknown.warehouseCode(),
                unknown.leftAt(),
                unknown.lines(),
                unknown.raw());
        feed.with(BORN, List.of()).withByNumber(learnt);
        pull();
        assertThat(number("SELECT count(*) FROM posting WHERE NOT on_hold AND terminal"))
                .isEqualTo(1);
    }

    @Test
    void anAttemptThatLostItsJobCommitsNothing() {
        feed.with(BORN, List.of(posting("a", Stage.AWAITING, at(-5))));
        Attempt lost = attempt();
        attempt();
        assertThatThrownBy(() -> pullOrders(CONFIG).run(lost, new PullOrders.Args()))
                .isInstanceOf(AttemptLost.class);
        assertThat(numbers()).isEmpty();
        assertThat(watermarks()).isEmpty();
    }

    @Test
    void anAttemptOfACancelledJobCommitsNothing() {
        feed.with(BORN, List.of(posting("a", Stage.AWAITING, at(-5))));
        Attempt attempt = attempt();
        database.superuser()
                .useHandle(handle -> handle.execute("UPDATE jobrunr_jobs SET state = 'DELETED' WHERE id = ?", job));
        assertThatThrownBy(() -> pullOrders(CONFIG).run(attempt, new PullOrders.Args()))
                .isInstanceOf(AttemptLost.class);
        assertThat(numbers()).isEmpty();
    }
}
