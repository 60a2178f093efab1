package io.marketsync.marketplace.ozon;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.offer.CatalogueFeed;
import io.marketsync.offer.CatalogueFeedContract;
import io.marketsync.offer.Offer;
import io.marketsync.offer.OfferPage;
import io.marketsync.shop.ShopAccess;
import io.marketsync.simulator.access.Role;
import io.marketsync.simulator.fault.FaultKind;
import io.marketsync.simulator.world.Catalogue;
import io.marketsync.simulator.world.Product;
import io.marketsync.simulator.world.Product.Standing;
import io.marketsync.testing.Misbehaviour;
import io.marketsync.testing.TestOzon;

import static io.marketsync.marketplace.ozon.OzonWorld.CLIENT;
import static io.marketsync.marketplace.ozon.OzonWorld.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The catalogue of Ozon, through its simulator and through answers that only a test would give. */
class OzonCatalogueIT extends CatalogueFeedContract {

    private static OzonWorld world;

    @BeforeAll
    static void open() {
        world = OzonWorld.withProducts(11, 1_150);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @AfterEach
    void behaveAgain() {
        world.simulator.faults().clear();
        world.simulator.keys().restore(CLIENT, NOW);
    }

    @Override
    protected CatalogueFeed feed() {
        return world.catalogue;
    }

    @Override
    protected ShopAccess shop() {
        return world.shop();
    }

    @Override
    protected ShopAccess shopWithRefusedKey() {
        world.simulator.keys().revoke(CLIENT);
        return world.shop();
    }

    @Override
    protected Map<String, String> truth() {
        Map<String, String> truth = new TreeMap<>();
        catalogue()
                .products()
                .forEach(product -> truth.put(product.offerId(), product.productId() + " " + product.archived()));
        return truth;
    }

    @Override
    protected void archive(String code) {
        catalogue().change(code, product -> product.standing(Standing.ARCHIVED));
    }

    @Override
    protected void remove(String code) {
        catalogue().remove(code);
    }

    @Override
    protected void rename(String code, String to) {
        catalogue().change(code, product -> product.offerId(to));
    }

    @Override
    protected void misbehave(Misbehaviour how) {
        world.misbehave(OzonMisbehaviour.kind(how), null, null);
    }

    @Test
    void aPageOfAThousandCostsTwoCalls() throws Exception {
        world.simulator.calls().clear();
        assertThat(feed().page(shop(), "").offers()).hasSize(1000);
        assertThat(world.calls()).isEqualTo(2);
    }

    @Test
    void whatIsNotModeratedYetHasNoSkuAndIsNotOnSale() throws Exception {
        Product unmoderated = catalogue().products().stream()
                .filter(product -> product.sku() == 0 && !product.archived())
                .findFirst()
                .orElseThrow();
        assertThat(feed().byCode(shop(), List.of(unmoderated.offerId())))
                .singleElement()
                .returns(null, Offer::sku)
                .returns("moderating", Offer::status)
                .returns(false, Offer::onSale);
    }

    @Test
    void whatIsNullWasNotTold() throws Exception {
        world.misbehave(FaultKind.NULLS, null, null);
        assertThat(feed().page(shop(), "").offers())
                .allSatisfy(offer -> assertThat(offer.status()).isNull())
                .allSatisfy(offer -> assertThat(offer.onSale()).isNull())
                .allSatisfy(offer -> assertThat(offer.name()).isNotNull());
    }

    @Test
    void aKeyWithoutTheRoleIsToldAndNotRefused() {
        world.simulator.keys().limitTo(CLIENT, Set.of(Role.POSTING_FBS));
        JobFailure failure = catchThrowableOfType(JobFailure.class, () -> feed().page(shop(), ""));
        assertThat(failure.reason()).as("its orders go on").isEqualTo(Reason.REJECTED);
        assertThat(failure).hasMessageContaining("lacks the role Product");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"result\":{}}",
                "{\"result\":{\"items\":null,\"last_id\":\"\"}}",
                "{\"result\":{\"items\":[{\"offer_id\":\"a\"}],\"last_id\":\"\"}}",
                "{\"result\":{\"items\":[{\"product_id\":0}],\"last_id\":\"\"}}",
                "{\"result\":{\"items\":[{\"product_id\":1.5}],\"last_id\":\"\"}}",
                // the list names a product, and the other method says nothing of it
                "{\"result\":{\"items\":[{\"product_id\":1}],\"last_id\":\"\"},\"items\":[]}",
                "{\"result\":{\"items\":[{\"product_id\":1}],\"last_id\":\"\"},\"items\":[{\"id\":2,\"offer_id\":\"b\"}]}",
                "{\"result\":{\"items\":[{\"product_id\":1}],\"last_id\":\"\"},\"items\":[{\"id\":1,\"offer_id\":\"\"}]}"
            })
    void nonsenseIsTriedAgain(String answer) throws Exception {
        assertThat(catchThrowableOfType(JobFailure.class, () -> said(answer, "")))
                .isNotNull()
                .returns(Reason.TRANSIENT, JobFailure::reason);
    }

    @Test
    void whatComesTwiceCountsOnce() throws Exception {
        OfferPage page = said(
                "{\"result\":{\"items\":[{\"product_id\":1},{\"product_id\":\"1\"},{\"product_id\":2},{\"product_id\":3}],\"last_id\":\"z\"},"
                        + "\"items\":[{\"id\":1,\"offer_id\":\"a\"},{\"id\":2,\"offer_id\":\"b\"},{\"id\":\"1\",\"offer_id\":\"c\"},"
                        + "{\"id\":3,\"offer_id\":\"b\",\"barcodes\":[\"2\",\"1\",\"2\",null,\"\",\"3\\u0000\"]}]}",
                "");
        assertThat(page.offers()).extracting(Offer::code).containsExactlyInAnyOrder("b", "c");
        assertThat(page.offers()).extracting(Offer::productId).containsExactlyInAnyOrder(1L, 3L);
        assertThat(page.offers().stream()
                        .filter(offer -> offer.productId() == 3)
                        .findFirst())
                .get()
                .returns(List.of("1", "2", "3"), Offer::barcodes);
        assertThat(page.next()).contains("ALL z");
    }

    @Test
    void aListEndsWithAnEmptyPageOrWithoutALastId() throws Exception {
        String empty = "{\"result\":{\"items\":[],\"last_id\":\"z\"}}";
        assertThat(said(empty, "ALL y").next()).contains("ARCHIVED ");
        assertThat(said(empty, "ARCHIVED y").next()).isEmpty();
        String last =
                "{\"result\":{\"items\":[{\"product_id\":1}],\"last_id\":null},\"items\":[{\"id\":1,\"offer_id\":\"a\"}]}";
        assertThat(said(last, "ARCHIVED y").next()).isEmpty();
        assertThat(said(last, "ARCHIVED y").offers()).singleElement().returns(true, Offer::archived);
        assertThat(said(last, "ALL y").offers()).singleElement().returns(false, Offer::archived);
    }

    private static OfferPage said(String answer, String cursor) throws InterruptedException {
        try (OneAnswer ozon = new OneAnswer(200, answer)) {
            return OzonWorld.catalogue(TestOzon.at(ozon.uri())).page(OzonWorld.shop("key"), cursor);
        }
    }

    private static Catalogue catalogue() {
        return world.simulator.market().shop(CLIENT).catalogue();
    }
}
