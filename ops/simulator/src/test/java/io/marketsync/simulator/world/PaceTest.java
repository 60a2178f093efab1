package io.marketsync.simulator.world;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.simulator.Seeds;

import static org.assertj.core.api.Assertions.assertThat;

class PaceTest {

    private static final Instant EPOCH = Instant.parse("2026-10-01T00:00:00Z");
    private static final Instant END = EPOCH.plus(Demand.HISTORY);
    private static final Instant LATER = END.plus(Duration.ofMinutes(30));
    private static final long SEED = Seeds.next(PaceTest.class);
    /** More changes than a posting and the children of its split have together. */
    private static final int MOST_CHANGES = 40;

    private static List<Posting> postings(long seed, int pace) {
        ShopProfile shop = Profiles.of(seed, 1, 1).getFirst();
        Demand demand = new Demand(EPOCH, 500, new Buyers(Duration.ofMillis(900), pace, false));
        return PostingBook.of(seed, shop, demand, Catalogue.of(seed, shop.id(), 100))
                .placedBy(LATER);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 100, 1_000})
    void afterTheHistoryTheSameHappensInTheSameOrderInSoManyTimesLess(int pace) {
        for (long seed = SEED; seed < SEED + 3; seed++) {
            List<Posting> calm = postings(seed, 1);
            List<Posting> hurried = postings(seed, pace);

            assertThat(hurried).hasSameSizeAs(calm);
            for (int i = 0; i < calm.size(); i++) {
                compare(calm.get(i), hurried.get(i), pace);
            }
        }
    }

    private static void compare(Posting calm, Posting hurried, int pace) {
        if (!calm.placedAt().isAfter(END)) {
            assertThat(hurried).isEqualTo(calm);
            return;
        }
        List<Transition> before = calm.timeline().transitions();
        List<Transition> after = hurried.timeline().transitions();
        assertThat(hurried.number()).isEqualTo(calm.number());
        assertThat(hurried.placedAt()).isEqualTo(calm.placedAt());
        assertThat(hurried.warehouse()).isEqualTo(calm.warehouse());
        assertThat(hurried.contents().ordered()).isEqualTo(calm.contents().ordered());
        assertThat(hurried.contents().kept()).isEqualTo(calm.contents().kept());
        assertThat(after).extracting(Transition::phase).isEqualTo(phases(before));
        assertThat(after).extracting(Transition::after).isSorted().doesNotHaveDuplicates();
        for (int i = 0; i < before.size(); i++) {
            int exact = before.get(i).after() / pace;
            assertThat(after.get(i).after()).isBetween(exact, exact + MOST_CHANGES);
        }
    }

    private static List<Phase> phases(List<Transition> transitions) {
        return transitions.stream().map(Transition::phase).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 100, 1_000})
    void paymentsAndSplitsKeepTheirPlaceInALife(int pace) {
        List<Posting> postings = postings(SEED, pace);
        Map<String, Posting> byNumber = postings.stream()
                .collect(Collectors.toMap(posting -> posting.number().text(), Function.identity()));
        List<Posting> late = postings.stream()
                .filter(posting -> posting.timeline().paidAfter() > 0)
                .toList();
        List<Posting> children = postings.stream()
                .filter(posting -> posting.number().parent().isPresent())
                .toList();

        assertThat(late).isNotEmpty().allSatisfy(posting -> assertThat(
                        posting.timeline().transitions().get(1).after())
                .isEqualTo(posting.timeline().paidAfter()));
        assertThat(children).isNotEmpty().allSatisfy(child -> {
            Posting parent = byNumber.get(child.number().parent().orElseThrow());
            int split = parent.contents().splitAfter();
            assertThat(child.timeline().transitions().getFirst().after()).isEqualTo(split);
            assertThat(parent.timeline().transitions())
                    .extracting(Transition::after)
                    .contains(split);
        });
    }
}
