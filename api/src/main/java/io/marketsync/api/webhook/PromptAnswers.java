package io.marketsync.api.webhook;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;

/**
 * Answers marketplaces in time, whatever the database does: calls are worked on by a few threads of their own, and one that takes too
 * long, or finds too many before it, is told 503, so that it is made again. What was begun goes on: when it is stored after all, the
 * repetition is a duplicate. So webhooks hold no more than their part of the api's connections, and wait behind no seller's request.
 */
@Singleton
class PromptAnswers {

    /** As many as are worked on in the time at some milliseconds each; more would be late anyway. */
    private static final int WAITING = 200;

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Duration within;
    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor clock;

    PromptAnswers(WebhooksConfig config, @ConfigProperty(name = "quarkus.datasource.jdbc.max-size") int connections) {
        require(
                config.atOnce() >= 1 && config.atOnce() < connections,
                "at-once must be at least 1 and less than the connections of the api, " + connections);
        require(
                config.answerWithin().compareTo(SHORTEST) >= 0
                        && config.answerWithin().compareTo(LONGEST) <= 0,
                "answer-within must be from " + SHORTEST + " to " + LONGEST + ", not " + config.answerWithin());
        this.within = config.answerWithin();
        this.threads = new ThreadPoolExecutor(
                config.atOnce(),
                config.atOnce(),
                IDLE.toSeconds(),
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().name("webhook-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
        this.clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("webhook-clock").daemon().factory());
        clock.setRemoveOnCancelPolicy(true);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("marketsync.webhooks." + otherwise);
        }
    }

    /** @param late told when the work is not waited for, before the answer is */
    CompletionStage<String> of(Supplier<String> work, Runnable late) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        ProblemException tooLate = ProblemException.of(ProblemCode.UNAVAILABLE);
        CompletionStage<String> counted = answer.whenComplete((text, failure) -> {
            if (failure == tooLate) {
                late.run();
            }
        });
        try {
            threads.execute(() -> {
                // nobody waits any more for what stood in line too long
                if (!answer.isDone()) {
                    complete(answer, work);
                }
            });
        } catch (RejectedExecutionException tooMany) {
            answer.completeExceptionally(tooLate);
            return counted;
        }
        Future<?> bound =
                clock.schedule(() -> answer.completeExceptionally(tooLate), within.toMillis(), TimeUnit.MILLISECONDS);
        answer.whenComplete((text, failure) -> bound.cancel(false));
        return counted;
    }

    private static void complete(CompletableFuture<String> answer, Supplier<String> work) {
        try {
            answer.complete(work.get());
        } catch (RuntimeException | Error failure) {
            answer.completeExceptionally(failure);
        }
    }

    /** What is under way may be stored in the time a caller would have waited for it. */
    @PreDestroy
    void stop() throws InterruptedException {
        threads.shutdown();
        threads.awaitTermination(within.toMillis(), TimeUnit.MILLISECONDS);
        clock.shutdownNow();
    }
}
