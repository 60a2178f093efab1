package io.marketsync.posting;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.shop.ShopAccess;
import io.marketsync.testing.Misbehaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What every adapter must do that lists postings and asks for them by number, in front of a marketplace that is simulated. */
public abstract class OrderFeedContract {

    private static final int LARGEST_PAGE = 100;
    private static final int BY_NUMBER = 250;

    /** What the marketplace knows of a posting, by its own books. Prices without zeroes at their end. */
    public record Known(
            String number,
            String status,
            String orderNumber,
            String parentNumber,
            Instant inProcessAt,
            List<Item> items) {}

    /** @param quantity that is still in this posting, and in no part of it */
    public record Item(String offerCode, Long sku, int quantity, String price, String currency) {

        public static Item of(String offerCode, Long sku, int quantity, BigDecimal price, String currency) {
            return new Item(offerCode, sku, quantity, price.stripTrailingZeros().toPlainString(), currency);
        }
    }

    protected abstract OrderFeed orders();

    /** With more than 200 postings in each feed of births, that ended and are under way, and changed and unchanged in the last day. */
    protected abstract ShopAccess shop();

    /** The time there, which stands still. */
    protected abstract Instant now();

    /** Has all postings of that feed in it. */
    protected abstract Window everything(Feed feed);

    /** So much later there from now on; good answers come again at {@link #now}. */
    protected abstract void passes(Duration time);

    /** What a feed lists of a window, in whatever order. */
    protected abstract List<Known> truth(Feed feed, Window window);

    /** From now on each call is answered that way; good answers again with the next test. */
    protected abstract void misbehave(Misbehaviour how);

    /** From now on some postings have a status that nobody has heard of. Returns that. */
    protected abstract String inventsAStatus();

    @Test
    void feedsHaveNamesOfTheirOwnAndOneListsBirths() {
        List<Feed> feeds = orders().feeds();
        assertThat(feeds).extracting(Feed::name).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z.]{1,40}"));
        assertThat(feeds).extracting(Feed::mode).containsAnyOf(Feed.Mode.BORN, Feed.Mode.SWEEP);
    }

    @Test
    void everyFeedIsReadWholeAndOnce() throws Exception {
        for (Feed feed : orders().feeds()) {
            assertThat(known(read(feed, everything(feed))))
                    .as(feed.name())
                    .hasSizeGreaterThan(LARGEST_PAGE)
                    .containsExactlyInAnyOrderElementsOf(truth(feed, everything(feed)));
        }
    }

    @Test
    void birthsComeInTheirOrderAndBothEndsOfAWindowAreIncluded() throws Exception {
        for (Feed feed : feeds(Feed.Mode.BORN)) {
            List<Posting> read = read(feed, everything(feed));
            assertThat(read).extracting(Posting::inProcessAt).isSorted();
            Instant birth = read.get(20).inProcessAt();
            assertThat(read(feed, new Window(birth, birth)))
                    .extracting(Posting::inProcessAt)
                    .isNotEmpty()
                    .containsOnly(birth);
        }
    }

    @Test
    void changesAreThoseOfTheWindowHoweverOldThePostingsAre() throws Exception {
        Window lastDay = new Window(now().minus(Duration.ofDays(1)), now().plus(Duration.ofDays(1)));
        for (Feed feed : feeds(Feed.Mode.CHANGED)) {
            List<Posting> read = read(feed, lastDay);
            assertThat(known(read)).containsExactlyInAnyOrderElementsOf(truth(feed, lastDay));
            assertThat(read).anyMatch(posting -> posting.inProcessAt().isBefore(now().minus(Duration.ofDays(5))));
            assertThat(read.size()).isLessThan(truth(feed, everything(feed)).size());
        }
    }

    @Test
    void onlyTheLastPageHasNoCursorAndNoneIsTooLarge() throws Exception {
        for (Feed feed : orders().feeds()) {
            List<PostingPage> pages = pages(feed, everything(feed));
            assertThat(pages).as(feed.name()).hasSizeGreaterThan(1).allSatisfy(page -> assertThat(page.postings())
                    .hasSizeBetween(1, LARGEST_PAGE));
        }
    }

    @Test
    void whatIsBornAndChangesBetweenTwoPagesHidesNoOther() throws Exception {
        for (Feed feed : feeds(Feed.Mode.BORN, Feed.Mode.CHANGED, Feed.Mode.SWEEP)) {
            behave();
            List<String> listed =
                    truth(feed, everything(feed)).stream().map(Known::number).toList();
            PostingPage page = orders().page(shop(), feed, everything(feed), "");
            List<Posting> read = new ArrayList<>(page.postings());
            passes(Duration.ofHours(12));
            while (page.next().isPresent()) {
                page = orders().page(shop(), feed, everything(feed), page.next().get());
                read.addAll(page.postings());
            }
            assertThat(read).as(feed.name()).extracting(Posting::number).containsAll(listed);
        }
    }

    @Test
    void aPostingAskedForByNumberHasTheContentOfTheList() throws Exception {
        Set<Scheme> schemes = new HashSet<>();
        for (Feed feed : feeds(Feed.Mode.BORN, Feed.Mode.SWEEP)) {
            List<Posting> listed =
                    read(feed, everything(feed)).stream().limit(BY_NUMBER).toList();
            assertThat(listed).extracting(Posting::stage).contains(Stage.DELIVERED, Stage.CANCELLED);
            for (Posting posting : listed) {
                schemes.add(posting.scheme());
                Posting asked = orders().byNumber(shop(), posting.scheme(), posting.number());
                assertThat(asked.contentHash())
                        .as(posting.raw() + "\n" + asked.raw())
                        .isEqualTo(posting.contentHash());
            }
        }
        assertThat(schemes).isNotEmpty();
    }

    @Test
    void aNumberThatNobodyKnowsIsRejected() {
        for (Scheme scheme : schemes()) {
            assertThat(catchThrowableOfType(
                            JobFailure.class, () -> orders().byNumber(shop(), scheme, "00000000-0000-1")))
                    .isNotNull()
                    .returns(Reason.REJECTED, JobFailure::reason);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Misbehaviour.class, names = "SAYS_.*", mode = EnumSource.Mode.MATCH_ALL)
    void theSameInOtherClothesIsTheSameContent(Misbehaviour how) throws Exception {
        for (Feed feed : feeds(Feed.Mode.BORN, Feed.Mode.SWEEP)) {
            behave();
            List<Posting> plain = read(feed, everything(feed));
            misbehave(how);
            assertThat(hashes(read(feed, everything(feed)))).isEqualTo(hashes(plain));
            Posting first = plain.getFirst();
            assertThat(orders().byNumber(shop(), first.scheme(), first.number()).contentHash())
                    .isEqualTo(first.contentHash());
        }
    }

    /** Good answers again. */
    protected abstract void behave();

    @Test
    void aStatusThatIsNotKnownIsKeptAndLeadsNowhere() throws Exception {
        Feed feed = feeds(Feed.Mode.BORN, Feed.Mode.SWEEP).getFirst();
        int all = read(feed, everything(feed)).size();
        String invented = inventsAStatus();
        List<Posting> read = read(feed, everything(feed));
        assertThat(read).hasSize(all);
        assertThat(read)
                .filteredOn(posting -> posting.stage() == Stage.UNKNOWN)
                .hasSizeGreaterThan(all / 4)
                .extracting(Posting::status)
                .containsOnly(invented);
    }

    private List<Feed> feeds(Feed.Mode... modes) {
        return orders().feeds().stream()
                .filter(feed -> List.of(modes).contains(feed.mode()))
                .toList();
    }

    /** Those that its postings have. */
    protected Set<Scheme> schemes() {
        return Set.of(Scheme.values());
    }

    /** The whole feed, page after page. */
    protected final List<PostingPage> pages(Feed feed, Window window) throws InterruptedException {
        List<PostingPage> pages = new ArrayList<>();
        Optional<String> cursor = Optional.of("");
        while (cursor.isPresent()) {
            PostingPage page = orders().page(shop(), feed, window, cursor.get());
            pages.add(page);
            cursor = page.next();
        }
        return pages;
    }

    protected final List<Posting> read(Feed feed, Window window) throws InterruptedException {
        return pages(feed, window).stream()
                .flatMap(page -> page.postings().stream())
                .toList();
    }

    protected static List<Known> known(List<Posting> postings) {
        return postings.stream()
                .map(posting -> new Known(
                        posting.number(),
                        posting.status(),
                        posting.orderNumber(),
                        posting.parentNumber(),
                        posting.inProcessAt(),
                        posting.lines().stream()
                                .map(line -> Item.of(
                                        line.offerCode(), line.sku(), line.quantity(), line.price(), line.currency()))
                                .toList()))
                .toList();
    }

    private static Set<String> hashes(List<Posting> postings) {
        return postings.stream()
                .map(posting -> Arrays.toString(posting.contentHash()))
                .collect(Collectors.toSet());
    }
}
