package io.marketsync.marketplace.ozon;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.marketsync.job.Outcome;
import io.marketsync.label.FetchingShop;
import io.marketsync.label.LabelFile;
import io.marketsync.label.LabelStore;
import io.marketsync.label.LabelStore.Stored;
import io.marketsync.label.Labels;
import io.marketsync.simulator.world.Scheme;

import static io.marketsync.marketplace.ozon.OzonWorld.CLIENT;
import static io.marketsync.marketplace.ozon.OzonWorld.NOW;
import static org.assertj.core.api.Assertions.assertThat;

/** The whole way, from a packed posting to its own label, with the simulator. */
class OzonFetchLabelsIT extends FetchingShop {

    private static OzonWorld world;
    private static List<String> ready;
    private static String notReady;

    @BeforeAll
    static void open() {
        world = OzonWorld.withPostings(13, 4_000);
        ready = numbers("awaiting_deliver");
        notReady = numbers("awaiting_packaging").getFirst();
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @AfterEach
    void behaveAgain() {
        world.simulator.labels().behave();
    }

    private static List<String> numbers(String status) {
        return world.truth(Scheme.FBS)
                .filter(posting -> posting.phaseAt(NOW).status().equals(status))
                .filter(posting -> posting.timeline().lastChangedAt(NOW).isBefore(NOW.minus(Duration.ofMinutes(1))))
                .map(posting -> posting.number().text())
                .toList();
    }

    @Override
    protected String clientId() {
        return CLIENT;
    }

    @Override
    protected String key() {
        return world.simulator.keys().of(CLIENT).value();
    }

    @Override
    protected Labels marketplace() {
        return world.labels;
    }

    @Test
    void eachPackedPostingHasItsOwnLabelAndOneThatIsNotReadySaysSo() throws Exception {
        List<String> packed = ready.subList(0, 25);
        packed(packed.toArray(String[]::new));
        packed(notReady);

        Run run = fetchAll();

        assertThat(run.ending()).isEqualTo(Outcome.PARTIAL);
        assertThat(run.counts()).containsEntry("stored", 25L).containsEntry("refused", 1L);
        assertThat(label(notReady)).isEqualTo("refused NOT_READY");
        assertEachHasItsOwn(packed);
    }

    @Test
    void pagesWithoutNumbersAndASpoiledTaskCostCallsAndNothingElse() throws Exception {
        List<String> packed = ready.subList(0, 5);
        packed(packed.toArray(String[]::new));
        world.simulator.labels().nameless(true);
        world.simulator.labels().spoil(packed.get(3));

        Run run = fetchAll();

        assertThat(run.counts()).containsEntry("stored", 4L).containsEntry("refused", 1L);
        assertThat(label(packed.get(3))).isEqualTo("refused INTERNAL_PRINTING_ERROR");
    }

    private void assertEachHasItsOwn(List<String> numbers) {
        List<Stored> files =
                database.api().forSeller(seller, handle -> new LabelStore().files(handle, seller, shop, numbers));
        assertThat(files).hasSize(numbers.size()).allSatisfy(file -> assertThat(
                        new LabelFile(file.pdf()).split(Set.of(file.number())))
                .isPresent());
    }
}
