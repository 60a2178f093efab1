package io.marketsync.marketplace.ozon;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.marketsync.posting.Feed;
import io.marketsync.posting.OrderFeed;
import io.marketsync.posting.OrderFeedContract;
import io.marketsync.posting.Posting;
import io.marketsync.posting.Window;
import io.marketsync.shop.ShopAccess;
import io.marketsync.simulator.fault.Distortion;
import io.marketsync.simulator.fault.FaultKind;
import io.marketsync.simulator.world.Phase;
import io.marketsync.simulator.world.Scheme;
import io.marketsync.testing.Misbehaviour;
import io.marketsync.testing.Printed;

import static io.marketsync.marketplace.ozon.OzonWorld.EVERYTHING;
import static io.marketsync.marketplace.ozon.OzonWorld.FBO;
import static io.marketsync.marketplace.ozon.OzonWorld.FBS_CHANGED;
import static io.marketsync.marketplace.ozon.OzonWorld.FBS_NEW;
import static io.marketsync.marketplace.ozon.OzonWorld.FBS_OPEN;
import static io.marketsync.marketplace.ozon.OzonWorld.NOW;
import static io.marketsync.marketplace.ozon.OzonWorld.OPEN_CUTOFFS;
import static org.assertj.core.api.Assertions.assertThat;

/** What the adapter reads is what the marketplace knows, in whatever clothes it comes. */
class OzonOrdersIT extends OrderFeedContract {

    private static final long SEED = 20261120;
    private static OzonWorld world;

    @BeforeAll
    static void open() {
        Printed.seed(OzonOrdersIT.class, SEED);
        world = new OzonWorld(SEED);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @AfterEach
    @Override
    protected void behave() {
        world.simulator.faults().clear();
        world.simulator.clock().freeze(NOW);
    }

    @Override
    protected void passes(Duration time) {
        world.simulator.clock().freeze(NOW.plus(time));
    }

    @Override
    protected OrderFeed orders() {
        return world.orders;
    }

    @Override
    protected ShopAccess shop() {
        return world.shop();
    }

    @Override
    protected Instant now() {
        return NOW;
    }

    @Override
    protected Window everything(Feed feed) {
        return feed.equals(FBS_OPEN) ? OPEN_CUTOFFS : EVERYTHING;
    }

    @Override
    protected List<Known> truth(Feed feed, Window window) {
        return listed(feed, window).map(OzonOrdersIT::known).toList();
    }

    private static Stream<io.marketsync.simulator.world.Posting> listed(Feed feed, Window window) {
        if (feed.equals(FBS_OPEN)) {
            return world.visible()
                    .filter(posting -> posting.scheme() == Scheme.FBS)
                    .filter(posting -> !posting.phaseAt(NOW).terminal());
        }
        Predicate<io.marketsync.simulator.world.Posting> changed =
                posting -> !posting.timeline().lastChangedAt(NOW).isBefore(window.from());
        return world.truth(feed.equals(FBO) ? Scheme.FBO : Scheme.FBS)
                .filter(feed.equals(FBS_CHANGED) ? changed : any -> true);
    }

    private static Known known(io.marketsync.simulator.world.Posting posting) {
        boolean fbs = posting.scheme() == Scheme.FBS;
        boolean away = posting.phaseAt(NOW) == Phase.SPLIT_AWAY;
        String currency =
                world.simulator.market().shop(OzonWorld.CLIENT).profile().currency();
        return new Known(
                posting.number().text(),
                posting.phaseAt(NOW).status(),
                posting.number().order(),
                fbs ? posting.number().parent().orElse(null) : null,
                posting.timeline().inProcessAt(NOW).orElse(null),
                posting.linesAt(NOW).stream()
                        .map(line -> Item.of(
                                line.product().offerId(),
                                line.product().sku(),
                                away ? 0 : line.quantity(), // its goods are in its children
                                line.product().price(),
                                currency))
                        .toList());
    }

    @Override
    protected void misbehave(Misbehaviour how) {
        world.misbehave(OzonMisbehaviour.kind(how), null, null);
    }

    @Override
    protected String inventsAStatus() {
        world.misbehave(FaultKind.UNKNOWN_STATUS, null, null);
        return Distortion.UNKNOWN_STATUS;
    }

    @Test
    void nullWhereAnObjectWasPromisedLosesNoPosting() throws Exception {
        List<Known> plain = known(read(FBS_NEW, EVERYTHING));
        world.misbehave(FaultKind.NULLS, null, null);
        List<Posting> read = read(FBS_NEW, EVERYTHING);
        assertThat(known(read)).isEqualTo(plain);
        assertThat(read).extracting(Posting::substatus).containsOnlyNulls();
    }

    @Test
    void postingsComeInTheOrderOfOzonsOwnBooks() throws Exception {
        for (Feed feed : List.of(FBS_NEW, FBS_CHANGED, FBO)) {
            assertThat(known(read(feed, EVERYTHING))).isEqualTo(truth(feed, EVERYTHING));
        }
    }

    @Test
    void aPageOfOzonIsFullButTheLast() throws Exception {
        for (Feed feed : List.of(FBS_NEW, FBS_CHANGED, FBO)) {
            var pages = pages(feed, EVERYTHING);
            assertThat(pages.subList(0, pages.size() - 1))
                    .hasSizeGreaterThan(1)
                    .allSatisfy(page -> assertThat(page.postings()).hasSize(100));
        }
    }
}
