package io.marketsync.marketplace.ozon;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.posting.Feed;
import io.marketsync.posting.Posting;
import io.marketsync.posting.PostingPage;
import io.marketsync.posting.Scheme;
import io.marketsync.posting.Stage;
import io.marketsync.posting.Window;
import io.marketsync.simulator.fault.Distortion;
import io.marketsync.simulator.fault.FaultKind;
import io.marketsync.simulator.world.Line;
import io.marketsync.simulator.world.Phase;

import static io.marketsync.marketplace.ozon.OzonWorld.EVERYTHING;
import static io.marketsync.marketplace.ozon.OzonWorld.FBO;
import static io.marketsync.marketplace.ozon.OzonWorld.FBS_CHANGED;
import static io.marketsync.marketplace.ozon.OzonWorld.FBS_NEW;
import static io.marketsync.marketplace.ozon.OzonWorld.FBS_OPEN;
import static io.marketsync.marketplace.ozon.OzonWorld.NOW;
import static io.marketsync.marketplace.ozon.OzonWorld.OPEN_CUTOFFS;
import static org.assertj.core.api.Assertions.assertThat;

/** What the adapter reads is what the marketplace knows, in whatever clothes it comes. */
class OzonOrdersIT {

    private static final long SEED = 20261120;
    private static OzonWorld world;

    @BeforeAll
    static void open() {
        System.out.println("OzonOrdersIT: seed " + SEED);
        world = new OzonWorld(SEED);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @AfterEach
    void behaveAgain() {
        world.simulator.faults().clear();
    }

    @Test
    void newFbsPostingsAreReadWholeAndOnceInTheOrderOfTheirBirth() throws Exception {
        List<Posting> read = world.read(FBS_NEW, EVERYTHING);
        assertThat(facts(read))
                .hasSizeGreaterThan(500)
                .containsExactlyElementsOf(truthOfFbs().map(OzonOrdersIT::fact).toList());
        assertThat(read).extracting(Posting::inProcessAt).isSorted();
    }

    @Test
    void fboPostingsAreReadWholeAndOnce() throws Exception {
        assertThat(facts(world.read(FBO, EVERYTHING)))
                .hasSizeGreaterThan(100)
                .containsExactlyElementsOf(world.truth(io.marketsync.simulator.world.Scheme.FBO)
                        .map(OzonOrdersIT::fact)
                        .toList());
    }

    @Test
    void changedFbsPostingsAreThoseChangedInTheWindowHoweverOldTheyAre() throws Exception {
        Window lastDay = new Window(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(1)));
        List<Posting> read = world.read(FBS_CHANGED, lastDay);
        assertThat(facts(read))
                .containsExactlyElementsOf(truthOfFbs()
                        .filter(posting ->
                                !posting.timeline().lastChangedAt(NOW).isBefore(lastDay.from()))
                        .map(OzonOrdersIT::fact)
                        .toList());
        assertThat(read).anyMatch(posting -> posting.inProcessAt().isBefore(NOW.minus(Duration.ofDays(5))));
    }

    @Test
    void postingsUnderWayAreReadWholeAndOnceUnpaidOnesToo() throws Exception {
        assertThat(facts(world.read(FBS_OPEN, OPEN_CUTOFFS)))
                .hasSizeGreaterThan(100)
                .containsExactlyInAnyOrderElementsOf(world.visible()
                        .filter(posting -> posting.scheme() == io.marketsync.simulator.world.Scheme.FBS)
                        .filter(posting -> !posting.phaseAt(NOW).terminal())
                        .map(OzonOrdersIT::fact)
                        .toList());
    }

    @Test
    void bothEndsOfAWindowAreIncluded() throws Exception {
        Instant birth = truthOfFbs().skip(20).findFirst().orElseThrow().placedAt();
        assertThat(world.read(FBS_NEW, new Window(birth, birth)))
                .extracting(Posting::inProcessAt)
                .isNotEmpty()
                .containsOnly(birth);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fbs.new", "fbs.changed", "fbo"})
    void aPageHasAtMostAHundredPostingsAndOnlyTheLastHasNoCursor(String name) throws Exception {
        Feed feed = world.orders.feeds().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        List<PostingPage> pages = world.pages(feed, EVERYTHING);
        assertThat(pages).hasSizeGreaterThan(2);
        assertThat(pages.subList(0, pages.size() - 1))
                .allSatisfy(page -> assertThat(page.postings()).hasSize(100));
        assertThat(pages.getLast().postings()).hasSizeBetween(1, 100);
    }

    @Test
    void aPostingAskedForByNumberHasTheContentOfTheList() throws Exception {
        for (Feed feed : List.of(FBS_NEW, FBO)) {
            List<Posting> listed =
                    world.read(feed, EVERYTHING).stream().limit(250).toList();
            assertThat(listed).extracting(Posting::stage).contains(Stage.DELIVERED, Stage.CANCELLED);
            for (Posting posting : listed) {
                Posting asked = world.orders.byNumber(world.shop(), posting.scheme(), posting.number());
                assertThat(asked.contentHash())
                        .as(posting.raw() + "\n" + asked.raw())
                        .isEqualTo(posting.contentHash());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            names = {"NUMBERS_AS_STRINGS", "UNKNOWN_FIELDS", "SHUFFLED_PAGE"})
    void otherClothesAreTheSameContent(FaultKind clothes) throws Exception {
        for (Feed feed : List.of(FBS_NEW, FBO)) {
            world.simulator.faults().clear();
            Set<String> plain = hashes(world.read(feed, EVERYTHING));
            world.misbehave(clothes, null, null);
            assertThat(hashes(world.read(feed, EVERYTHING))).isEqualTo(plain);
        }
    }

    @Test
    void numbersAsStringsAreUnderstoodByNumberToo() throws Exception {
        Posting plain = world.read(FBS_NEW, EVERYTHING).getFirst();
        world.misbehave(FaultKind.NUMBERS_AS_STRINGS, null, null);
        Posting dressed = world.orders.byNumber(world.shop(), Scheme.FBS, plain.number());
        assertThat(dressed.contentHash()).isEqualTo(plain.contentHash());
    }

    @Test
    void nullWhereAnObjectWasPromisedLosesNoPosting() throws Exception {
        List<String> plain = facts(world.read(FBS_NEW, EVERYTHING));
        world.misbehave(FaultKind.NULLS, null, null);
        List<Posting> read = world.read(FBS_NEW, EVERYTHING);
        assertThat(facts(read)).isEqualTo(plain);
        assertThat(read).extracting(Posting::substatus).containsOnlyNulls();
    }

    @Test
    void aStatusWeDoNotKnowIsKeptAndLeadsNowhere() throws Exception {
        int all = world.read(FBS_NEW, EVERYTHING).size();
        world.misbehave(FaultKind.UNKNOWN_STATUS, null, null);
        List<Posting> read = world.read(FBS_NEW, EVERYTHING);
        assertThat(read).hasSize(all);
        assertThat(read)
                .filteredOn(posting -> posting.stage() == Stage.UNKNOWN)
                .hasSizeGreaterThan(all / 4)
                .extracting(Posting::status)
                .containsOnly(Distortion.UNKNOWN_STATUS);
    }

    private static Stream<io.marketsync.simulator.world.Posting> truthOfFbs() {
        return world.truth(io.marketsync.simulator.world.Scheme.FBS);
    }

    private static List<String> facts(List<Posting> postings) {
        return postings.stream().map(OzonOrdersIT::fact).toList();
    }

    private static String fact(Posting posting) {
        return posting.number()
                + posting.status()
                + posting.orderNumber()
                + posting.parentNumber()
                + posting.inProcessAt()
                + posting.lines().stream()
                        .map(line ->
                                line.offerCode() + line.sku() + line.quantity() + plain(line.price()) + line.currency())
                        .toList();
    }

    private static String fact(io.marketsync.simulator.world.Posting posting) {
        boolean fbs = posting.scheme() == io.marketsync.simulator.world.Scheme.FBS;
        String currency =
                world.simulator.market().shop(OzonWorld.CLIENT).profile().currency();
        return posting.number().text()
                + posting.phaseAt(NOW).status()
                + posting.number().order()
                + (fbs ? posting.number().parent().orElse(null) : null)
                + posting.timeline().inProcessAt(NOW).orElse(null)
                + posting.linesAt(NOW).stream()
                        .map(line ->
                                fact(line, posting.phaseAt(NOW) == Phase.SPLIT_AWAY ? 0 : line.quantity(), currency))
                        .toList();
    }

    /** @param kept of a posting that was split away nothing: its goods are in its children */
    private static String fact(Line line, int kept, String currency) {
        return line.product().offerId()
                + line.product().sku()
                + kept
                + plain(line.product().price())
                + currency;
    }

    private static String plain(BigDecimal price) {
        return price.stripTrailingZeros().toPlainString();
    }

    private static Set<String> hashes(List<Posting> postings) {
        return postings.stream()
                .map(posting -> Arrays.toString(posting.contentHash()))
                .collect(Collectors.toSet());
    }
}
