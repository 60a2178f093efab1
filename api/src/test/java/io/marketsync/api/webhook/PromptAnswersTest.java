package io.marketsync.api.webhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How many calls are worked on and wait, and what becomes of the others. */
class PromptAnswersTest {

    /** As many as stand in line behind those that are worked on. */
    private static final int WAITING = 200;

    private record Config(Duration answerWithin, int atOnce) implements WebhooksConfig {

        @Override
        public Optional<List<String>> proxies() {
            return Optional.empty();
        }

        @Override
        public Map<String, Senders> senders() {
            return Map.of();
        }
    }

    private final AtomicInteger late = new AtomicInteger();

    @Test
    void whatIsDoneInTimeIsTheAnswer() throws Exception {
        PromptAnswers answers = answers("PT5S", 1);
        assertThat(ask(answers, () -> "kept").get()).isEqualTo("kept");
        ProblemException full = ProblemException.of(ProblemCode.NOT_FOUND);
        CompletableFuture<String> refused = ask(answers, () -> {
            throw full;
        });
        assertThatThrownBy(refused::get).hasCause(full);
        assertThat(late).hasValue(0);
        answers.stop();
    }

    @Test
    void whatComesWhenTooManyWaitIsRefusedAtOnceAndNoneOfTheOthersIsLost() throws Exception {
        PromptAnswers answers = answers("PT5S", 1);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        List<CompletableFuture<String>> asked = new ArrayList<>();
        asked.add(ask(answers, () -> {
            begun.countDown();
            await(end);
            return "kept";
        }));
        await(begun);
        for (int i = 0; i < WAITING; i++) {
            asked.add(ask(answers, () -> "kept"));
        }
        assertThat(asked).noneMatch(CompletableFuture::isDone);
        CompletableFuture<String> tooMany = ask(answers, () -> "kept");
        assertThat(tooMany).isCompletedExceptionally();
        assertThat(late).hasValue(1);
        end.countDown();
        for (CompletableFuture<String> answer : asked) {
            assertThat(answer.get()).isEqualTo("kept");
        }
        answers.stop();
    }

    @Test
    void whatTakesTooLongIsRefusedAndWhatStoodBehindItIsNotBegun() throws Exception {
        PromptAnswers answers = answers("PT0.1S", 1);
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        CompletableFuture<String> hanging = ask(answers, () -> {
            await(end);
            return "too late";
        });
        CompletableFuture<String> behind = ask(answers, () -> String.valueOf(begun.incrementAndGet()));
        for (CompletableFuture<String> answer : List.of(hanging, behind)) {
            assertThatThrownBy(answer::get)
                    .cause()
                    .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                            .isEqualTo(ProblemCode.UNAVAILABLE));
        }
        assertThat(late).hasValue(2);
        end.countDown();
        answers.stop();
        assertThat(begun).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({"PT0.05S, 1, answer-within", "PT6S, 1, answer-within", "PT1S, 0, at-once", "PT1S, 20, at-once"})
    void whatMakesNoSenseStopsTheStart(String within, int atOnce, String property) {
        assertThatThrownBy(() -> answers(within, atOnce)).hasMessageStartingWith("marketsync.webhooks." + property);
    }

    private CompletableFuture<String> ask(PromptAnswers answers, Supplier<String> work) {
        return answers.of(work, late::incrementAndGet).toCompletableFuture();
    }

    private static PromptAnswers answers(String within, int atOnce) {
        return new PromptAnswers(new Config(Duration.parse(within), atOnce), 20);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
