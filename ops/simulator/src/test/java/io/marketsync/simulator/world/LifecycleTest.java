package io.marketsync.simulator.world;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.marketsync.simulator.Seeds;

import static org.assertj.core.api.Assertions.assertThat;

class LifecycleTest {

    private static final Instant EPOCH = Instant.parse("2026-10-01T00:00:00Z");
    private static final long SEED = Seeds.next(LifecycleTest.class);
    private static final List<Posting> POSTINGS = postings();
    private static final Duration LONGEST = Duration.ofDays(12);

    private static List<Posting> postings() {
        ShopProfile shop = Profiles.of(SEED, 1, 1).getFirst();
        Demand demand = new Demand(EPOCH, 4_000, Duration.ZERO);
        Catalogue catalogue = Catalogue.of(SEED, shop.id(), 300);
        return PostingBook.of(SEED, shop, demand, catalogue).placedBy(EPOCH.plus(Demand.HISTORY));
    }

    @Test
    void everyPostingEndsWithinTwelveDays() {
        assertThat(POSTINGS).allSatisfy(posting -> {
            Transition last = posting.timeline().transitions().getLast();
            assertThat(last.phase().terminal()).isTrue();
            assertThat(Duration.ofSeconds(last.after())).isLessThanOrEqualTo(LONGEST);
        });
    }

    @Test
    void aChangeOfStatusMovesTheLastChangeButNotTheTimeOfTheOrder() {
        for (Posting posting : POSTINGS) {
            for (Transition transition : posting.timeline().transitions()) {
                Instant at = posting.timeline().instant(transition);
                assertThat(posting.phaseAt(at)).isEqualTo(transition.phase());
                assertThat(posting.timeline().lastChangedAt(at)).isEqualTo(at);
                posting.timeline().inProcessAt(at).ifPresent(time -> assertThat(time)
                        .isEqualTo(posting.placedAt()));
            }
        }
    }

    @Test
    void transitionsFollowEachOther() {
        assertThat(POSTINGS).allSatisfy(posting -> assertThat(posting.timeline().transitions())
                .extracting(Transition::after)
                .isSorted()
                .doesNotHaveDuplicates());
    }

    @Test
    void someAreCancelledLongAfterTheyWereShipped() {
        List<Duration> late = POSTINGS.stream()
                .map(Posting::timeline)
                .filter(timeline -> timeline.transitions().getLast().phase() == Phase.CANCELLED)
                .filter(timeline -> timeline.deliveringSince(Instant.MAX).isPresent())
                .map(timeline ->
                        Duration.ofSeconds(timeline.transitions().getLast().after()))
                .toList();

        assertThat(late).anySatisfy(after -> assertThat(after).isGreaterThan(Duration.ofDays(7)));
        assertThat(late).allSatisfy(after -> assertThat(after).isLessThanOrEqualTo(Duration.ofDays(10)));
    }

    @Test
    void aLatePaymentRevealsTheTimeOfTheOrderAndIsTheLastChange() {
        List<Posting> late = POSTINGS.stream()
                .filter(posting -> posting.timeline().paidAfter() > 0)
                .toList();

        assertThat(late).isNotEmpty().allSatisfy(posting -> {
            Instant paid = posting.placedAt().plusSeconds(posting.timeline().paidAfter());
            assertThat(posting.timeline().inProcessAt(paid.minusMillis(1))).isEmpty();
            assertThat(posting.timeline().inProcessAt(paid)).contains(posting.placedAt());
            assertThat(posting.timeline().lastChangedAt(paid)).isEqualTo(paid);
            assertThat(posting.timeline().visibleAt(posting.placedAt())).isTrue();
        });
    }

    @Test
    void aSplitMovesGoodsToChildrenOfTheSameOrderAndLosesNone() {
        List<Posting> parents = POSTINGS.stream()
                .filter(posting -> posting.contents().splitAfter() != Contents.NEVER)
                .toList();

        assertThat(parents).isNotEmpty().allSatisfy(parent -> {
            List<Posting> children = children(parent);
            Instant split = parent.placedAt().plusSeconds(parent.contents().splitAfter());
            boolean ended = parent.timeline().phaseAt(split) == Phase.SPLIT_AWAY;
            assertThat(children).hasSize(ended ? 2 : 1).allSatisfy(child -> {
                assertThat(child.placedAt()).isEqualTo(parent.placedAt());
                assertThat(child.timeline().visibleFrom()).isEqualTo(split);
                assertThat(child.number().order()).isEqualTo(parent.number().order());
            });
            Map<Product, Integer> after = units(ended ? List.of() : parent.linesAt(split));
            children.forEach(child ->
                    units(child.linesAt(split)).forEach((product, n) -> after.merge(product, n, Integer::sum)));
            assertThat(after).isEqualTo(units(parent.linesAt(split.minusMillis(1))));
        });
        assertThat(parents)
                .anyMatch(parent -> parent.timeline().transitions().getLast().phase() == Phase.SPLIT_AWAY);
        assertThat(parents)
                .anyMatch(parent -> parent.timeline().transitions().getLast().phase() != Phase.SPLIT_AWAY);
    }

    @Test
    void aboutSixInTenAreFbsAndFboKnowsPlainStatusesOnly() {
        long fbs = POSTINGS.stream()
                .filter(posting -> posting.scheme() == Scheme.FBS)
                .count();

        assertThat((double) fbs / POSTINGS.size()).isBetween(0.55, 0.67);
        assertThat(POSTINGS.stream()
                        .filter(posting -> posting.scheme() == Scheme.FBO)
                        .flatMap(posting -> posting.timeline().transitions().stream())
                        .map(transition -> transition.phase().status()))
                .containsOnly("awaiting_packaging", "awaiting_deliver", "delivering", "delivered", "cancelled");
    }

    private static List<Posting> children(Posting parent) {
        return POSTINGS.stream()
                .filter(posting -> posting.number()
                        .parent()
                        .filter(parent.number().text()::equals)
                        .isPresent())
                .toList();
    }

    private static Map<Product, Integer> units(List<Line> lines) {
        Map<Product, Integer> units = new HashMap<>();
        lines.forEach(line -> units.merge(line.product(), line.quantity(), Integer::sum));
        return units;
    }
}
