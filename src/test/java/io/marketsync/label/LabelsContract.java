package io.marketsync.label;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.shop.ShopAccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What every adapter that prints labels has to do, shown with the simulator of its marketplace. */
public abstract class LabelsContract {

    private static final int MOST_LOOKS = 10;

    protected abstract Labels labels();

    protected abstract ShopAccess shop();

    /** So many postings whose labels can be printed. */
    protected abstract List<String> packed(int count);

    /** A posting of which there is no label yet. */
    protected abstract String notReady();

    /** From now on a task with this posting prints nothing. */
    protected abstract void spoil(String number);

    /** From now on this posting is left out of what is printed. */
    protected abstract void leaveOut(String number);

    /** From now on it does what it is told, and its answer is lost. */
    protected abstract void losesAnswers();

    /** Tasks that the marketplace has made, by its own books. */
    protected abstract long made();

    @Test
    protected void aFullTaskBringsAFileOfItsPostings() throws InterruptedException {
        List<String> numbers = packed(labels().most());
        String task = task(numbers);

        assertThat(labels().poll(shop(), task, numbers)).as("not at once").isInstanceOf(Printing.Pending.class);
        Printing.Done done = done(task, numbers);

        assertThat(done.unprinted()).isEmpty();
        assertThat(new LabelFile(done.pdf()).readable()).isTrue();
        assertThat(new LabelFile(done.pdf()).split(numbers))
                .as("pages that say whose they are")
                .hasValueSatisfying(labels -> assertThat(labels).hasSize(numbers.size()));
    }

    @Test
    protected void whatIsLeftOutIsNamedAndTheOthersArePrinted() throws InterruptedException {
        List<String> numbers = packed(3);
        leaveOut(numbers.get(1));

        Printing.Done done = done(task(numbers), numbers);

        assertThat(done.unprinted()).containsOnlyKeys(numbers.get(1));
        assertSays(done.unprinted().get(numbers.get(1)));
        assertThat(new LabelFile(done.pdf()).split(List.of(numbers.get(0), numbers.get(2))))
                .isPresent();
    }

    @Test
    protected void whereAllAreLeftOutThereIsNoFile() throws InterruptedException {
        List<String> numbers = packed(1);
        leaveOut(numbers.getFirst());
        Printing.Done done = done(task(numbers), numbers);
        assertThat(done.unprinted()).containsOnlyKeys(numbers.getFirst());
        assertThat(done.pdf()).isEmpty();
    }

    @Test
    protected void oneThatIsNotReadyRefusesAllAndMakesNoTask() throws InterruptedException {
        List<String> numbers = new ArrayList<>(packed(2));
        numbers.add(1, notReady());
        long before = made();

        Created created = labels().create(shop(), numbers);

        assertThat(created).isInstanceOfSatisfying(Created.Refused.class, refused -> {
            assertSays(refused.why());
            assertThat(refused.why().permanent()).isFalse();
        });
        assertThat(made()).isEqualTo(before);
    }

    @Test
    protected void aTaskThatPrintsNothingSaysSo() throws InterruptedException {
        List<String> numbers = packed(2);
        spoil(numbers.getFirst());
        assertThat(ended(task(numbers), numbers))
                .isInstanceOfSatisfying(Printing.Failed.class, failed -> assertSays(failed.why()));
    }

    @Test
    protected void aTaskThatIsNoneIsForgotten() throws InterruptedException {
        assertThat(labels().poll(shop(), "1", packed(1))).isInstanceOf(Printing.Forgotten.class);
    }

    @Test
    protected void anAnswerThatIsLostIsAFailureToTryAgain() {
        List<String> numbers = packed(1);
        long before = made();
        losesAnswers();

        JobFailure failure = catchThrowableOfType(JobFailure.class, () -> labels().create(shop(), numbers));

        assertThat(failure.reason()).isEqualTo(Reason.TRANSIENT);
        assertThat(made()).as("it was made, and asked for once").isEqualTo(before + perRequest());
    }

    /** Tasks that one request makes; the adapter follows one of them. */
    protected abstract int perRequest();

    private String task(List<String> numbers) throws InterruptedException {
        Created created = labels().create(shop(), numbers);
        assertThat(created).isInstanceOf(Created.Task.class);
        return ((Created.Task) created).id();
    }

    private Printing.Done done(String task, List<String> numbers) throws InterruptedException {
        Printing ended = ended(task, numbers);
        assertThat(ended).isInstanceOf(Printing.Done.class);
        return (Printing.Done) ended;
    }

    private Printing ended(String task, List<String> numbers) throws InterruptedException {
        Printing printing = new Printing.Pending();
        for (int look = 0; look < MOST_LOOKS && printing instanceof Printing.Pending; look++) {
            printing = labels().poll(shop(), task, numbers);
        }
        return printing;
    }

    private static void assertSays(LabelError error) {
        assertThat(error.code()).isNotBlank().hasSizeLessThanOrEqualTo(100);
        assertThat(error.message()).endsWith(".");
    }
}
