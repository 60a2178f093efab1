package io.marketsync.stock;

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

/** What every adapter must do that reads stock, in front of a marketplace that is simulated. */
public abstract class StockReaderContract {

    protected abstract StockReader reader();

    /** A shop with a warehouse of more offers than a page has, some of them sold. */
    protected abstract ShopAccess shop();

    protected abstract String warehouse();

    /** The same shop with a key that is refused. */
    protected abstract ShopAccess shopWithRefusedKey();

    /** Free and reserved units by offer, of all that the marketplace has in the warehouse. */
    protected abstract Map<String, String> truth();

    /** From now on each call is answered that way; good answers again with the next test. */
    protected abstract void misbehave(Misbehaviour how);

    @Test
    void everyOfferOfAWarehouseIsReadOnceWithWhatIsFreeAndReserved() throws Exception {
        List<StockPage> pages = pages();
        assertThat(pages).hasSizeGreaterThan(1).allSatisfy(page -> assertThat(page.readings())
                .hasSizeLessThanOrEqualTo(1000));
        assertThat(readings(pages)).extracting(StockReading::pair).doesNotHaveDuplicates();
        assertThat(readings(pages))
                .extracting(reading -> reading.pair().warehouse())
                .containsOnly(warehouse());
        assertThat(facts(pages)).isEqualTo(truth());
        assertThat(readings(pages)).anyMatch(reading -> reading.reserved() > 0);
    }

    @ParameterizedTest
    @EnumSource(value = Misbehaviour.class, names = "FAILS_.*", mode = EnumSource.Mode.MATCH_ALL)
    void anAnswerThatIsNoneIsAFailureToTryAgain(Misbehaviour how) {
        ShopAccess shop = shop();
        misbehave(how);
        assertThat(catchThrowableOfType(JobFailure.class, () -> reader().page(shop, warehouse(), "")))
                .isNotNull()
                .returns(Reason.TRANSIENT, JobFailure::reason);
    }

    @ParameterizedTest
    @EnumSource(value = Misbehaviour.class, names = "SAYS_.*", mode = EnumSource.Mode.MATCH_ALL)
    void theSameInOtherClothesIsTheSameStock(Misbehaviour how) throws Exception {
        misbehave(how);
        assertThat(facts(pages())).isEqualTo(truth());
    }

    @Test
    void aRefusedKeyIsNoEmptyWarehouse() {
        assertThat(catchThrowableOfType(JobFailure.class, () -> reader().page(shopWithRefusedKey(), warehouse(), "")))
                .isNotNull()
                .returns(Reason.AUTH, JobFailure::reason);
    }

    private List<StockPage> pages() throws InterruptedException {
        List<StockPage> pages = new ArrayList<>();
        Optional<String> cursor = Optional.of("");
        while (cursor.isPresent()) {
            StockPage page = reader().page(shop(), warehouse(), cursor.get());
            pages.add(page);
            cursor = page.next();
        }
        return pages;
    }

    private static List<StockReading> readings(List<StockPage> pages) {
        return pages.stream().flatMap(page -> page.readings().stream()).toList();
    }

    private static Map<String, String> facts(List<StockPage> pages) {
        Map<String, String> facts = new TreeMap<>();
        readings(pages)
                .forEach(reading -> facts.put(reading.pair().offer(), reading.free() + " " + reading.reserved()));
        return facts;
    }
}
