package io.marketsync.price;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.push.ItemError;
import io.marketsync.push.Pushed;
import io.marketsync.shop.ShopAccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What every adapter that writes prices has to do, shown with the simulator of its marketplace. */
public abstract class PriceWriterContract {

    protected abstract PriceWriter writer();

    protected abstract ShopAccess shop();

    /** So many offers that the marketplace takes prices of, never priced before in this test. */
    protected abstract List<String> offers(int count);

    /** The currency of the shop. */
    protected abstract String currency();

    /** What the marketplace asks for it, by its own books. */
    protected abstract Price has(String offer);

    /** From now on it takes what it is told, and its answer is lost. */
    protected abstract void losesAnswers();

    /** From now on whoever names the offer is refused as malformed, with all others of the request. */
    protected abstract void spoils(String offer);

    /** So much time passes there. */
    protected abstract void passes(Duration time);

    @Test
    protected void aFullBatchIsTakenToTheCent() throws InterruptedException {
        List<PriceItem> items = offers(writer().most()).stream()
                .map(offer -> item(offer, "1299.90", "1599.01", "999.99"))
                .toList();

        Pushed pushed = push(items);

        assertThat(errors(pushed)).hasSize(items.size()).allMatch(Optional::isEmpty);
        assertThat(items).allSatisfy(item -> assertThat(has(item.offer())).isEqualTo(item.price()));
    }

    @Test
    protected void aMinimumThatIsNotSaidStays() throws InterruptedException {
        String offer = offers(1).getFirst();
        push(List.of(item(offer, "100", "0", "90")));
        push(List.of(item(offer, "95", "0", null)));
        assertThat(has(offer)).isEqualTo(item(offer, "95", "0", "90").price());
        push(List.of(item(offer, "10", "0", "0")));
        assertThat(has(offer).minimumPrice()).isEqualByComparingTo(BigDecimal.ZERO);
    }

    @Test
    protected void oneItemThatCannotBeTakenKeepsNoOtherBack() throws InterruptedException {
        List<PriceItem> items = new ArrayList<>(
                offers(3).stream().map(offer -> item(offer, "500", "0", null)).toList());
        items.add(1, item("nobody sells this", "500", "0", null));

        List<Optional<ItemError>> errors = errors(push(items));

        assertPermanent(errors.remove(1));
        items.remove(1);
        assertThat(errors).allMatch(Optional::isEmpty);
        assertThat(items)
                .allSatisfy(item -> assertThat(has(item.offer()).price()).isEqualByComparingTo("500"));
    }

    @Test
    protected void aPriceInAnotherCurrencyIsRefusedForGood() throws InterruptedException {
        String offer = offers(1).getFirst();
        Price foreign = new Price(new BigDecimal("500"), BigDecimal.ZERO, null, "XTS");
        assertPermanent(errors(writer().push(shop(), List.of(new PriceItem(offer, foreign))))
                .getFirst());
    }

    @Test
    protected void aBurstIsTakenAndWhatIsTooMuchPassesByItself() throws InterruptedException {
        String offer = offers(1).getFirst();
        Pace pace = writer().pace();
        for (int i = 1; i <= pace.times(); i++) {
            assertThat(errors(push(List.of(item(offer, i + "", "0", null)))).getFirst())
                    .as("price %d", i)
                    .isEmpty();
        }
        List<PriceItem> next = List.of(item(offer, "999", "0", null));

        assertThat(errors(push(next)).getFirst())
                .hasValueSatisfying(error -> assertThat(error.permanent()).isFalse());

        assertThat(has(offer).price()).isEqualByComparingTo(pace.times() + "");
        passes(pace.within());
        assertThat(errors(push(next)).getFirst()).isEmpty();
    }

    @Test
    protected void anAnswerThatIsLostIsAFailureToTryAgain() {
        String offer = offers(1).getFirst();
        losesAnswers();

        JobFailure failure = catchThrowableOfType(JobFailure.class, () -> push(List.of(item(offer, "444", "0", null))));

        assertThat(failure.reason()).isEqualTo(Reason.TRANSIENT);
        assertThat(has(offer).price()).as("it was taken").isEqualByComparingTo("444");
    }

    @Test
    protected void aRequestThatIsRefusedAsAWholeIsNoFailureAndChangesNothing() throws InterruptedException {
        List<String> offers = offers(2);
        BigDecimal before = has(offers.getFirst()).price();
        spoils(offers.getLast());
        assertThat(push(offers.stream()
                        .map(offer -> item(offer, "333", "0", null))
                        .toList()))
                .isInstanceOf(Pushed.Refused.class);
        assertThat(has(offers.getFirst()).price()).isEqualByComparingTo(before);
    }

    /** At the bounds of prices, and of how much more the old price may be. */
    @Test
    protected void whatItsRulesLetOutIsTakenAndWhatTheyObjectToIsNot() throws InterruptedException {
        List<String> prices = List.of("399.99", "400", "9999", "10000.01");
        List<String> factors = List.of("1", "1.01", "1.04", "1.05", "1.06", "2", "9.99", "10", "30");
        int refused = 0;
        for (String price : prices) {
            for (String factor : factors) {
                String old = new BigDecimal(price)
                        .multiply(new BigDecimal(factor))
                        .setScale(Price.DECIMALS, RoundingMode.DOWN)
                        .toPlainString();
                PriceItem item = item(offers(1).getFirst(), price, old, null);
                Optional<ItemError> said =
                        errors(writer().push(shop(), List.of(item))).getFirst();
                assertThat(writer().objection(item).isPresent())
                        .as("%s: %s", item.price(), said)
                        .isEqualTo(said.isPresent());
                refused += said.isPresent() ? 1 : 0;
            }
        }
        assertThat(refused).isBetween(10, 25);
    }

    @Test
    protected void theCurrencyIsThatOfTheShop() throws InterruptedException {
        assertThat(writer().currency(shop())).contains(currency());
    }

    private PriceItem item(String offer, String price, String old, String minimum) {
        return new PriceItem(
                offer,
                new Price(
                        new BigDecimal(price),
                        new BigDecimal(old),
                        minimum == null ? null : new BigDecimal(minimum),
                        currency()));
    }

    private Pushed push(List<PriceItem> items) throws InterruptedException {
        assertThat(items)
                .allSatisfy(item -> assertThat(writer().objection(item)).isEmpty());
        return writer().push(shop(), items);
    }

    private static void assertPermanent(Optional<ItemError> error) {
        assertThat(error).hasValueSatisfying(known -> {
            assertThat(known.permanent()).isTrue();
            assertThat(known.code()).isNotBlank();
            assertThat(known.message()).endsWith(".");
        });
    }

    private static List<Optional<ItemError>> errors(Pushed pushed) {
        assertThat(pushed).isInstanceOf(Pushed.Items.class);
        return new ArrayList<>(((Pushed.Items) pushed).errors());
    }
}
