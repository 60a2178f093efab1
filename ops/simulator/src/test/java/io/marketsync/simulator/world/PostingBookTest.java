package io.marketsync.simulator.world;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.marketsync.simulator.Seeds;

import static org.assertj.core.api.Assertions.assertThat;

class PostingBookTest {

    private static final Instant EPOCH = Instant.parse("2026-10-01T00:00:00Z");
    private static final Instant END = EPOCH.plus(Demand.HISTORY);
    private static final long SEED = Seeds.next(PostingBookTest.class);

    private static PostingBook book(long seed) {
        ShopProfile shop = Profiles.of(seed, 1, 1).getFirst();
        Demand demand = new Demand(EPOCH, 2_000, Duration.ofSeconds(20));
        return PostingBook.of(seed, shop, demand, Catalogue.of(seed, shop.id(), 300));
    }

    @Test
    void theSameSeedTellsTheSameStory() {
        Instant later = END.plus(Duration.ofHours(6));

        assertThat(book(SEED).placedBy(later)).isEqualTo(book(SEED).placedBy(later));
    }

    @Test
    void anotherSeedTellsAnother() {
        assertThat(book(SEED).placedBy(END)).isNotEqualTo(book(SEED + 1).placedBy(END));
    }

    @Test
    void growingInStepsIsGrowingAtOnce() {
        PostingBook inSteps = book(SEED);
        for (int day = 0; day <= 31; day += 3) {
            inSteps.placedBy(EPOCH.plus(Duration.ofDays(day)));
        }
        Instant end = END.plus(Duration.ofDays(2));

        assertThat(inSteps.placedBy(end)).isEqualTo(book(SEED).placedBy(end));
    }

    @Test
    void postingsAreSortedByTimeThenIdAndUnique() {
        List<Posting> postings = book(SEED).placedBy(END.plus(Duration.ofHours(2)));

        assertThat(postings)
                .isSortedAccordingTo(Comparator.comparing(Posting::placedAt)
                        .thenComparing(posting -> posting.number().id()));
        assertThat(postings.stream().map(posting -> posting.number().text())).doesNotHaveDuplicates();
    }

    @Test
    void theHistoryHoldsAsManyPostingsAsAskedForAndThenTheyArriveAtTheRate() {
        PostingBook book = book(SEED);
        long history = born(book, END);
        long anHourLater = born(book, END.plus(Duration.ofHours(1)));

        assertThat(history).isBetween(1_998L, 2_003L);
        assertThat(anHourLater - history).isBetween(175L, 185L);
    }

    @Test
    void everyVisiblePostingIsFoundByItsNumberAndNoOther() {
        PostingBook book = book(SEED);
        Instant at = END.minus(Duration.ofDays(1));
        for (Posting posting : book.placedBy(at)) {
            boolean visible = posting.timeline().visibleAt(at);
            assertThat(book.find(posting.number().text(), at).isPresent()).isEqualTo(visible);
        }
        assertThat(book.find("1-2", at)).isEmpty();
        assertThat(book.find("9999999999-0001-1", at)).isEmpty();
        assertThat(book.find("x-y-z", at)).isEmpty();
    }

    @Test
    void noOrderIsPlacedWhileSomebodyActsBetweenTwo() throws InterruptedException {
        PostingBook book = book(SEED);
        Thread reader = new Thread(() -> book.placedBy(END.plus(Duration.ofHours(1))), "reader");
        Thread.State met = book.afterOrdersBy(END, () -> {
            reader.start();
            return whenItStops(reader);
        });
        reader.join();

        assertThat(met).isEqualTo(Thread.State.BLOCKED);
    }

    /** Seen before sub-second arrivals, paces and buyers who look came; a world of the defaults is never told another way. */
    @ParameterizedTest
    @CsvSource({"20, 458dd696", "3, 3280e0a0", "1, e04b583b"})
    void aWorldOnceToldStaysAsItWas(int arrivalSeconds, String checksum) {
        ShopProfile shop = Profiles.of(42, 1, 1).getFirst();
        Demand demand = new Demand(EPOCH, 2_000, Duration.ofSeconds(arrivalSeconds));
        PostingBook book = PostingBook.of(42, shop, demand, Catalogue.of(42, shop.id(), 300));
        CRC32 told = new CRC32();
        told.update(
                book.placedBy(END.plusSeconds(500L * arrivalSeconds)).toString().getBytes(StandardCharsets.UTF_8));

        assertThat(told.getValue()).isEqualTo(Long.parseLong(checksum, 16));
        assertThat(book.turnedAway()).isZero();
    }

    private static Thread.State whenItStops(Thread thread) {
        Thread.State state = thread.getState();
        while (state != Thread.State.BLOCKED && state != Thread.State.TERMINATED) {
            Thread.onSpinWait();
            state = thread.getState();
        }
        return state;
    }

    private static long born(PostingBook book, Instant at) {
        return book.placedBy(at).stream()
                .filter(posting -> posting.number().parentSuffix() == 0)
                .count();
    }
}
