package io.marketsync.stock;

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

/** What every adapter that writes stock has to do, shown with the simulator of its marketplace. */
public abstract class StockWriterContract {

    protected abstract StockWriter writer();

    protected abstract ShopAccess shop();

    /** So many pairs that the marketplace takes, of one batch key, never set before in this test. */
    protected abstract List<StockPair> pairs(int count);

    /** A pair that the marketplace will never take, of the batch key of the others. */
    protected abstract StockPair unknown();

    /** What the marketplace has, by its own books. */
    protected abstract long has(StockPair pair);

    /** From now on it takes what it is told, and its answer is lost. */
    protected abstract void losesAnswers();

    /** From now on it refuses every request as malformed, whatever is in it. */
    protected abstract void refusesRequests();

    @Test
    protected void aFullBatchIsTakenAsItIs() throws InterruptedException {
        List<StockPair> pairs = pairs(writer().most());

        Pushed pushed = push(pairs, 7);

        assertThat(errors(pushed)).hasSize(pairs.size()).allMatch(Optional::isEmpty);
        assertThat(pairs).allSatisfy(pair -> assertThat(has(pair)).isEqualTo(7));
    }

    @Test
    protected void zeroIsAStock() throws InterruptedException {
        List<StockPair> pairs = pairs(1);
        push(pairs, 0);
        assertThat(has(pairs.getFirst())).isZero();
    }

    @Test
    protected void oneItemThatCannotBeTakenKeepsNoOtherBack() throws InterruptedException {
        List<StockPair> pairs = new ArrayList<>(pairs(3));
        pairs.add(1, unknown());

        List<Optional<ItemError>> errors = errors(push(pairs, 8));

        assertThat(errors.get(1)).hasValueSatisfying(error -> {
            assertThat(error.permanent()).isTrue();
            assertThat(error.code()).isNotBlank();
            assertThat(error.message()).endsWith(".");
        });
        pairs.remove(1);
        errors.remove(1);
        assertThat(errors).allMatch(Optional::isEmpty);
        assertThat(pairs).allSatisfy(pair -> assertThat(has(pair)).isEqualTo(8));
    }

    @Test
    protected void aPairIsToldThatItIsTooSoonAndNothingIsLost() throws InterruptedException {
        List<StockPair> pairs = pairs(1);
        push(pairs, 5);

        List<Optional<ItemError>> errors = errors(push(pairs, 6));

        assertThat(errors.getFirst())
                .hasValueSatisfying(error -> assertThat(error.permanent()).isFalse());
        assertThat(has(pairs.getFirst())).isEqualTo(5);
    }

    @Test
    protected void anAnswerThatIsLostIsAFailureToTryAgain() {
        List<StockPair> pairs = pairs(1);
        losesAnswers();

        JobFailure failure = catchThrowableOfType(JobFailure.class, () -> push(pairs, 4));

        assertThat(failure.reason()).isEqualTo(Reason.TRANSIENT);
        assertThat(has(pairs.getFirst())).as("it was taken, and sent once").isEqualTo(4);
    }

    @Test
    protected void aRequestThatIsRefusedAsAWholeIsNoFailure() throws InterruptedException {
        refusesRequests();
        assertThat(push(pairs(2), 3)).isInstanceOf(Pushed.Refused.class);
    }

    private Pushed push(List<StockPair> pairs, int stock) throws InterruptedException {
        List<StockItem> items =
                pairs.stream().map(pair -> new StockItem(pair, stock)).toList();
        assertThat(items)
                .allSatisfy(item -> assertThat(writer().objection(item)).isEmpty());
        return writer().push(shop(), items);
    }

    private static List<Optional<ItemError>> errors(Pushed pushed) {
        assertThat(pushed).isInstanceOf(Pushed.Items.class);
        return new ArrayList<>(((Pushed.Items) pushed).errors());
    }
}
