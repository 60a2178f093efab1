package io.marketsync.offer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.shop.ShopAccess;
import io.marketsync.testing.Misbehaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What every adapter must do that brings a catalogue, in front of a marketplace that is simulated. */
public abstract class CatalogueFeedContract {

    protected abstract CatalogueFeed feed();

    /** A shop with more offers than a page has, and archived ones among them. */
    protected abstract ShopAccess shop();

    /** The same shop with a key that is refused. */
    protected abstract ShopAccess shopWithRefusedKey();

    /** Code, product and whether it is archived, of all that the marketplace has. */
    protected abstract Map<String, String> truth();

    protected abstract void archive(String code);

    protected abstract void remove(String code);

    protected abstract void rename(String code, String to);

    /** From now on each call is answered that way; good answers again with the next test. */
    protected abstract void misbehave(Misbehaviour how);

    @Test
    void everyOfferIsReadOnceTheArchivedOnesToo() throws Exception {
        List<OfferPage> pages = pages();
        assertThat(facts(offers(pages))).isEqualTo(truth());
        assertThat(offers(pages)).extracting(Offer::code).doesNotHaveDuplicates();
        assertThat(offers(pages)).extracting(Offer::productId).doesNotHaveDuplicates();
        assertThat(pages).hasSizeGreaterThan(1).allSatisfy(page -> assertThat(page.offers())
                .hasSizeLessThanOrEqualTo(1000));
    }

    @Test
    void aCursorLeadsToItsPageAsOftenAsItIsUsed() throws Exception {
        String second = feed().page(shop(), "").next().orElseThrow();
        assertThat(feed().page(shop(), second)).isEqualTo(feed().page(shop(), second));
    }

    @Test
    void whatIsOnSaleHasAllItsNames() throws Exception {
        assertThat(offers(pages())).filteredOn(Offer::onSale).isNotEmpty().allSatisfy(offer -> {
            assertThat(offer.archived()).isFalse();
            assertThat(offer.sku()).isPositive();
            assertThat(offer.name()).isNotBlank();
            assertThat(offer.status()).isNotBlank();
            assertThat(offer.barcodes()).isSorted().doesNotHaveDuplicates();
        });
    }

    @Test
    void whatASellerChangesIsRead() throws Exception {
        List<String> codes = List.copyOf(truth().keySet());
        archive(codes.get(0));
        remove(codes.get(1));
        rename(codes.get(2), "новый код / 1");
        assertThat(facts(offers(pages())))
                .isEqualTo(truth())
                .containsKey("новый код / 1")
                .doesNotContainKeys(codes.get(1), codes.get(2));
    }

    @Test
    void offersAreFoundByTheirCodesArchivedOrNotAndOthersAreLeftOut() throws Exception {
        List<String> codes = List.copyOf(truth().keySet());
        archive(codes.get(0));
        remove(codes.get(1));
        assertThat(facts(feed().byCode(shop(), List.of(codes.get(0), codes.get(1), codes.get(2), "nobody's"))))
                .isEqualTo(of(truth(), codes.get(0), codes.get(2)));
        assertThat(feed().byCode(shop(), List.of("nobody's"))).isEmpty();
        List<String> thousand = codes.subList(0, 1000);
        assertThat(feed().byCode(shop(), thousand)).hasSize(999);
    }

    @ParameterizedTest
    @EnumSource(value = Misbehaviour.class, names = "FAILS_.*", mode = EnumSource.Mode.MATCH_ALL)
    void anAnswerThatIsNoneIsAFailureToTryAgain(Misbehaviour how) {
        ShopAccess shop = shop();
        List<String> one = List.of(truth().keySet().iterator().next());
        misbehave(how);
        assertThat(catchThrowableOfType(JobFailure.class, () -> feed().page(shop, "")))
                .isNotNull()
                .returns(Reason.TRANSIENT, JobFailure::reason);
        assertThat(catchThrowableOfType(JobFailure.class, () -> feed().byCode(shop, one)))
                .isNotNull()
                .returns(Reason.TRANSIENT, JobFailure::reason);
    }

    @ParameterizedTest
    @EnumSource(value = Misbehaviour.class, names = "SAYS_.*", mode = EnumSource.Mode.MATCH_ALL)
    void theSameInOtherClothesIsTheSameOffers(Misbehaviour how) throws Exception {
        misbehave(how);
        assertThat(facts(offers(pages()))).isEqualTo(truth());
    }

    @Test
    void aPageThatLeadsToItselfHasItsOwnCursor() throws Exception {
        ShopAccess shop = shop();
        String second = feed().page(shop, "").next().orElseThrow();
        misbehave(Misbehaviour.REPEATS_ITS_CURSOR);
        assertThat(feed().page(shop, second).next()).contains(second);
    }

    @Test
    void aRefusedKeyIsNoEmptyCatalogue() {
        assertThat(catchThrowableOfType(JobFailure.class, () -> feed().page(shopWithRefusedKey(), "")))
                .isNotNull()
                .returns(Reason.AUTH, JobFailure::reason);
    }

    private List<OfferPage> pages() throws InterruptedException {
        List<OfferPage> pages = new ArrayList<>();
        Optional<String> cursor = Optional.of("");
        while (cursor.isPresent()) {
            OfferPage page = feed().page(shop(), cursor.get());
            pages.add(page);
            cursor = page.next();
        }
        return pages;
    }

    private static List<Offer> offers(List<OfferPage> pages) {
        return pages.stream().flatMap(page -> page.offers().stream()).toList();
    }

    private static Map<String, String> facts(List<Offer> offers) {
        Map<String, String> facts = new TreeMap<>();
        offers.forEach(offer -> facts.put(offer.code(), offer.productId() + " " + offer.archived()));
        return facts;
    }

    private static Map<String, String> of(Map<String, String> facts, String... codes) {
        Map<String, String> some = new TreeMap<>(facts);
        some.keySet().retainAll(List.of(codes));
        return some;
    }
}
