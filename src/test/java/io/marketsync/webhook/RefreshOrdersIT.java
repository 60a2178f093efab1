package io.marketsync.webhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.Attempt;
import io.marketsync.job.AttemptLost;
import io.marketsync.job.Ending;
import io.marketsync.job.Ending.Ended;
import io.marketsync.job.Ending.Snoozed;
import io.marketsync.job.Outcome;
import io.marketsync.limit.HeldBack;
import io.marketsync.posting.Posting;
import io.marketsync.posting.Stage;
import io.marketsync.testing.Printed;

import static io.marketsync.posting.ScriptedFeed.BORN;
import static io.marketsync.posting.ScriptedFeed.part;
import static io.marketsync.posting.ScriptedFeed.posting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What webhooks come to: the postings they tell of are as the marketplace has them, whatever the webhooks themselves did. */
class RefreshOrdersIT extends RefreshingShop {

    /** After each page: seller, what orders took, whether the marketplace is to be told something, fence. */
    private static final int STOCK = 4;

    @Test
    void whatAWebhookTellsOfIsAskedForAndSettledWithIt() throws Exception {
        feed.withByNumber(posting("a", Stage.AWAITING, BORN_AT)).withByNumber(posting("b", Stage.CANCELLED, BORN_AT));
        told("new:a", "a");
        told("changed:a", "a");
        told("new:b", "b");

        Run run = refresh();

        assertThat(run.ending()).isEqualTo(Outcome.OK);
        assertThat(run.counts()).containsExactly(Map.entry("created", 2L));
        assertThat(feed.askedByNumber)
                .as("each once, however often it was told of")
                .containsExactly("a", "b");
        assertThat(outcomes()).containsExactly("stored", "stored", "stored");
        refresh();
        assertThat(feed.askedByNumber).as("nothing is left").hasSize(2);
    }

    @Test
    void anEmptyInboxIsNothing() throws Exception {
        assertThat(refresh()).isEqualTo(new Run(Outcome.NOTHING, Map.of()));
    }

    @Test
    void theMarketplacesWordStandsAgainstATerminalStage() throws Exception {
        feed.with(BORN, List.of(posting("a", Stage.CANCELLED, BORN_AT)));
        pull();
        feed.withByNumber(posting("a", Stage.DELIVERING, BORN_AT));
        told("changed:a", "a");
        refresh();
        assertThat(status("a")).isEqualTo("delivering");
    }

    @Test
    void aWebhookThatOvertakesItsPostingIsTriedAgain() throws Exception {
        told("new:a", "a");
        Ending first = refresh().ending();
        assertThat(first).isInstanceOf(Snoozed.class);
        assertThat(((Snoozed) first).pause()).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));

        feed.withByNumber(posting("a", Stage.AWAITING, BORN_AT));
        told("new:b", "b");
        feed.withByNumber(posting("b", Stage.AWAITING, BORN_AT));
        Ending second = refresh().ending();
        assertThat(second).as("a is not due yet").isInstanceOf(Snoozed.class);
        assertThat(numbers()).as("and keeps nobody waiting").containsExactly("b");

        pausesPass();
        assertThat(refresh().ending()).isEqualTo(Outcome.OK);
        assertThat(numbers()).containsExactly("a", "b");
        assertThat(outcomes()).containsExactly("stored", "stored");
    }

    @Test
    void aNumberThatIsNeverKnownIsGivenUpAndCounted() throws Exception {
        told("new:a", "a");
        for (Duration pause : RefreshOrders.PAUSES) {
            Snoozed snoozed = (Snoozed) refresh().ending();
            assertThat(snoozed.pause()).isBetween(pause.minusSeconds(2), pause);
            pausesPass();
        }
        Run last = refresh();
        assertThat(last.ending()).isInstanceOfSatisfying(Ended.class, ended -> {
            assertThat(ended.outcome()).isEqualTo(Outcome.PARTIAL);
            assertThat(ended.why()).startsWith("1 postings that webhooks told of are not known to the marketplace");
        });
        assertThat(last.counts()).containsExactly(Map.entry("unknown", 1L));
        assertThat(feed.askedByNumber).hasSize(RefreshOrders.PAUSES.size() + 1);
        assertThat(outcomes()).containsExactly("unknown");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 100})
    void aPageCostsTheSameStatementsWhateverItsSize(int size) throws Exception {
        Attempt attempt = attempt();
        RefreshOrders refresh = refreshOrders();
        refresh.run(attempt, new RefreshOrders.Args());
        long empty = statements(refresh, attempt);
        for (int i = 0; i < size; i++) {
            feed.withByNumber(posting("p" + i, Stage.AWAITING, BORN_AT, 3));
            told("new:p" + i, "p" + i);
            told("changed:p" + i, "p" + i);
        }
        long page = statements(refresh, attempt) - empty;
        assertThat(page)
                .as(
                        "seller, postings, offers, lines, inbox, fence; and a second look into the inbox, which names the seller")
                .isEqualTo(8 + STOCK);
        assertThat(number("SELECT count(*) FROM posting_line")).isEqualTo(3L * size);
    }

    @Tag(Printed.COSTS)
    @ParameterizedTest
    @ValueSource(ints = {100, 10_000})
    void pagesCostTheSameStatementsWhateverTheirNumber(int postings) throws Exception {
        Attempt attempt = attempt();
        RefreshOrders refresh = refreshOrders();
        refresh.run(attempt, new RefreshOrders.Args());
        long empty = statements(refresh, attempt);
        IntStream.range(0, postings).forEach(i -> feed.withByNumber(posting("p" + i, Stage.AWAITING, BORN_AT)));
        database.superuser()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO webhook_inbox (seller_id, shop_id, event_key, type, number, scheme, payload)"
                                + " SELECT ?, ?, sha256(n::text::bytea), 'test', 'p' || n, 'fbs', '' FROM generate_series(0, ?) n",
                        seller,
                        shop,
                        postings - 1));
        long statements = statements(refresh, attempt);
        assertThat(statements).isEqualTo(empty + (8L + STOCK) * postings / 100);
        assertThat(feed.askedByNumber).hasSize(postings);
        Printed.cost(RefreshOrders.KIND, postings, "postings", feed.askedByNumber.size(), statements);
    }

    @Test
    void aThousandEventsOfOnePostingAreOneCall() throws Exception {
        feed.withByNumber(posting("a", Stage.AWAITING, BORN_AT));
        database.api().forSeller(seller, handle -> {
            IntStream.range(0, 1000).forEach(i -> inbox.add(handle, seller, shop, event("e" + i, "a"), new byte[0]));
            return null;
        });
        assertThat(refresh().ending()).isEqualTo(Outcome.OK);
        assertThat(feed.askedByNumber).hasSize(1);
        assertThat(outcomes()).hasSize(1000).containsOnly("stored");
    }

    @Test
    void whatIsAnsweredIsKeptWhenTheMarketplaceHoldsUsBackOrBreaks() throws Exception {
        for (String number : List.of("a", "b", "c", "d")) {
            feed.withByNumber(posting(number, Stage.AWAITING, BORN_AT));
            told("new:" + number, number);
        }
        feed.failingFor("c", new HeldBack(Duration.ofSeconds(30), "no permit"));
        assertThatThrownBy(this::refresh).isInstanceOf(HeldBack.class);
        assertThat(numbers()).containsExactly("a", "b");

        feed.failingFor("c", new JobFailure(Reason.TRANSIENT, "garbled"));
        assertThatThrownBy(this::refresh).hasMessage("garbled");
        assertThat(refresh().ending()).as("c waits behind the others").isInstanceOf(Snoozed.class);
        assertThat(numbers()).containsExactly("a", "b", "d");

        feed.failingFor("c", null);
        pausesPass();
        assertThat(refresh().ending()).isEqualTo(Outcome.OK);
        assertThat(numbers()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void anAttemptThatShouldEndLeavesTheRestToTheNextOne() throws Exception {
        feed.withByNumber(posting("a", Stage.AWAITING, BORN_AT));
        told("new:a", "a");
        stop = () -> true;
        assertThat(refresh().ending())
                .isEqualTo(new Snoozed(Duration.ofSeconds(1), "More postings wait to be asked for."));
        assertThat(numbers()).isEmpty();
        stop = () -> false;
        refresh();
        assertThat(numbers()).containsExactly("a");
    }

    @Test
    void anAttemptThatLostItsJobSettlesNothing() {
        feed.withByNumber(posting("a", Stage.AWAITING, BORN_AT));
        told("new:a", "a");
        Attempt lost = attempt();
        attempt();
        assertThatThrownBy(() -> refreshOrders().run(lost, new RefreshOrders.Args()))
                .isInstanceOf(AttemptLost.class);
        assertThat(numbers()).isEmpty();
        assertThat(number("SELECT count(*) FROM webhook_inbox WHERE handled_at IS NULL"))
                .isEqualTo(1);
    }

    /** Events are settled all the same; the next attempt finds none, and looks at the stock first. */
    @Test
    void whatGoesWrongWithStockKeepsNoOrderFromBeingStored() throws Exception {
        feed.withByNumber(posting("a", Stage.AWAITING, BORN_AT));
        told("new:a", "a");
        stockIsBroken();
        try {
            assertThatThrownBy(this::refresh).isInstanceOf(JdbiException.class).hasMessageContaining("broken");
        } finally {
            stockIsMended();
        }
        assertThat(outcomes()).containsExactly("stored");
        assertThat(number("SELECT reserved FROM stock_level")).isZero();
        refresh();
        assertThat(number("SELECT reserved FROM stock_level")).isEqualTo(2);
    }

    @Test
    void aChildBringsItsParent() throws Exception {
        feed.with(BORN, List.of(part("1", null, Stage.AWAITING, 5)));
        pull();
        feed.withByNumber(part("1", null, Stage.AWAITING, 3)).withByNumber(part("1-child", "1", Stage.AWAITING, 2));
        told("new:1-child", "1-child");
        refresh();
        assertThat(number("SELECT sum(quantity) FROM posting_line")).isEqualTo(5);
    }

    @Test
    void aParentThatCannotBeReadKeepsNoEventWaiting() throws Exception {
        feed.with(BORN, List.of(part("1", null, Stage.AWAITING, 5)));
        pull();
        feed.withByNumber(part("1-child", "1", Stage.AWAITING, 2))
                .withByNumber(posting("b", Stage.AWAITING, BORN_AT))
                .failingFor("1", new JobFailure(Reason.TRANSIENT, "garbled"));
        told("new:1-child", "1-child");
        told("new:b", "b");

        Run run = refresh();

        assertThat(run.ending()).isInstanceOfSatisfying(Ended.class, ended -> assertThat(ended.outcome())
                .isEqualTo(Outcome.PARTIAL));
        assertThat(run.counts()).containsEntry("parents_unread", 1L);
        assertThat(numbers()).containsExactly("1", "1-child", "b");
        assertThat(outcomes()).containsExactly("stored", "stored");
    }

    /** Any order, with any losses and repetitions, between pulls: what is stored is what the marketplace has. */
    @Test
    void lossRepetitionAndOrderOfEventsChangeNothing() throws Exception {
        long seed = Printed.seed(RefreshOrdersIT.class, "webhooks.seed");
        Random random = new Random(seed);
        Stage[] life = {Stage.AWAITING, Stage.DELIVERING, Stage.DELIVERED, Stage.CANCELLED};
        int postings = 12;
        int[] reached = new int[postings];
        List<String> undelivered = new ArrayList<>();
        for (int round = 0; round < 12; round++) {
            for (int posting = 0; posting < postings; posting++) {
                if (random.nextInt(3) == 0 && reached[posting] < life.length - 1) {
                    reached[posting]++;
                    undelivered.add("changed:" + posting + ":" + reached[posting]);
                }
                feed.withByNumber(posting("p" + posting, life[reached[posting]], BORN_AT));
            }
            Collections.shuffle(undelivered, random);
            int arrive = random.nextInt(undelivered.size() + 1);
            List<String> arriving = new ArrayList<>(undelivered.subList(0, arrive));
            arriving.addAll(arriving.subList(0, random.nextInt(arriving.size() + 1)));
            undelivered = new ArrayList<>(undelivered.subList(arrive, undelivered.size()));
            undelivered.removeIf(lost -> random.nextInt(4) == 0);
            for (String event : arriving) {
                told(event, "p" + event.split(":")[1]);
            }
            refresh();
            for (String event : arriving) {
                int posting = Integer.parseInt(event.split(":")[1]);
                assertThat(status("p" + posting))
                        .as("told of by " + event + ", seed " + seed)
                        .isEqualTo(life[reached[posting]].name().toLowerCase());
            }
        }
        List<Posting> truth = IntStream.range(0, postings)
                .mapToObj(posting -> posting("p" + posting, life[reached[posting]], BORN_AT))
                .toList();
        feed.with(BORN, truth);
        pull();
        truth.forEach(posting -> assertThat(status(posting.number()))
                .as("after a pull, seed " + seed)
                .isEqualTo(posting.status()));
    }
}
