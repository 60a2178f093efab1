package io.marketsync.marketplace.ozon;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.job.Outcome;
import io.marketsync.offer.ReadingShop;
import io.marketsync.offer.SyncCatalogue;
import io.marketsync.simulator.fault.FaultKind;
import io.marketsync.simulator.fault.FaultRule;
import io.marketsync.simulator.world.Catalogue;
import io.marketsync.simulator.world.Product;
import io.marketsync.simulator.world.Product.Standing;
import io.marketsync.testing.Printed;

import static io.marketsync.marketplace.ozon.OzonWorld.CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** catalog.sync against the simulated Ozon: what is stored is what Ozon has, whatever happened on the way. */
class OzonCatalogSyncIT extends ReadingShop {

    /** Reading the shop's key, the beginning with its fence, counting what was not seen, the end with its fence. */
    private static final int FRAME = 2 + 3 + 2 + 3;

    private final OzonWorld world = OzonWorld.withProducts(17, 1_060);

    @BeforeEach
    @Override
    protected void aShop() {
        super.aShop();
        connect(CLIENT, world.shop().apiKey().reveal());
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void archivedRemovedRenamedAndReturnedProductsAreFollowed() throws Exception {
        assertThat(read(world.catalogue).counts()).containsOnlyKeys("created");
        assertThat(stored()).isEqualTo(truth());

        List<Product> onSale =
                catalogue().products().stream().filter(Product::onSale).toList();
        String removed = onSale.get(1).offerId();
        catalogue().change(onSale.get(0).offerId(), product -> product.standing(Standing.ARCHIVED));
        catalogue().remove(removed);
        swap(onSale.get(2).offerId(), onSale.get(3).offerId());
        assertThat(read(world.catalogue).counts())
                .containsEntry("archived", 1L)
                .containsEntry("vanished", 1L)
                .containsEntry("renamed", 2L)
                .containsEntry("updated", 2L)
                .containsEntry("unchanged", 1_060L - 4);
        assertThat(stored()).isEqualTo(truth());
        assertThat(vanished()).containsExactly(removed);

        catalogue().restore(removed);
        assertThat(read(world.catalogue).counts()).containsEntry("returned", 1L).containsEntry("unchanged", 1_059L);
        assertThat(stored()).isEqualTo(truth());
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            names = {"REPEAT_CURSOR", "TRUNCATED_BODY", "HTML502"})
    void aFaultInTheMiddleTakesNothingAwayAndTheNextAttemptMakesItRight(FaultKind fault) throws Exception {
        read(world.catalogue);
        String removed = catalogue().products().getLast().offerId();
        catalogue().remove(removed);
        // the first page costs two calls, the fault strikes the list of the second
        world.simulator
                .faults()
                .add(new FaultRule(null, OzonCatalogue.LIST, null, fault, 1, 1, null, null, null, null));
        assertThatThrownBy(() -> read(world.catalogue)).hasMessageMatching("(?s).*(repeats|garbled|Ozon).*");
        assertThat(vanished()).isEmpty();

        assertThat(again(world.catalogue).ending()).isEqualTo(Outcome.OK);
        assertThat(vanished()).containsExactly(removed);
        assertThat(stored()).isEqualTo(truth());
    }

    /** Two lists, of which the second has the archived ones. */
    @Tag(Printed.COSTS)
    @ParameterizedTest
    @ValueSource(ints = {100, 10_000})
    void aPageOfAThousandIsTwoCallsAndFiveStatements(int offers) throws Exception {
        try (OzonWorld other = OzonWorld.withProducts(17, offers)) {
            long archived = catalogue(other).products().stream()
                    .filter(Product::archived)
                    .count();
            long pages = Math.ceilDiv(offers - archived, 1000) + Math.ceilDiv(archived, 1000);

            long statements = statements(other.catalogue);

            assertThat(other.calls()).isEqualTo((int) (2 * pages));
            assertThat(statements).isEqualTo(FRAME + 5 * pages);
            assertThat(texts("SELECT code FROM offer WHERE shop_id = :shop")).hasSize(offers);
            Printed.cost(SyncCatalogue.KIND, offers, "offers", other.calls(), statements);
        }
    }

    private void swap(String one, String other) {
        catalogue().change(one, product -> product.offerId("on its way"));
        catalogue().change(other, product -> product.offerId(one));
        catalogue().change("on its way", product -> product.offerId(other));
    }

    private List<String> stored() {
        return texts("SELECT concat_ws('|', code, product_id, sku, name, status, archived, on_sale) FROM offer"
                        + " WHERE shop_id = :shop AND vanished_at IS NULL")
                .stream()
                .sorted()
                .toList();
    }

    private List<String> truth() {
        return catalogue().products().stream()
                .map(product -> String.join(
                        "|",
                        product.offerId(),
                        String.valueOf(product.productId()),
                        product.sku() == 0 ? "" : product.sku() + "",
                        product.name(),
                        product.standing().status(),
                        product.archived() ? "t" : "f",
                        product.onSale() ? "t" : "f"))
                .map(line -> line.replace("||", "|"))
                .sorted()
                .toList();
    }

    private Catalogue catalogue() {
        return catalogue(world);
    }

    private static Catalogue catalogue(OzonWorld world) {
        return world.simulator.market().shop(CLIENT).catalogue();
    }
}
