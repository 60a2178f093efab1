package io.marketsync.job;

import java.time.Duration;
import java.util.UUID;

import io.marketsync.retry.RetryPolicy;

/**
 * What a job does, and the policy it runs under. The name is a database format: a shipped kind is never renamed.
 *
 * @param name stable dotted name, at most 40 characters: it is a label in the dashboard and in metrics
 * @param softLimit after it the handler is asked to stop
 * @param hardLimit after it the attempt is no longer waited for; longer than the soft limit
 * @param args record of ids and small values, never secrets: it is stored as JSON
 */
public record Kind<A extends Record>(
        String name, Queue queue, Duration softLimit, Duration hardLimit, RetryPolicy retry, Class<A> args) {

    public Kind {
        if (!name.matches("[a-z]+(\\.[a-z_]+)+") || name.length() > 40) {
            throw new IllegalArgumentException("a kind is named like orders.pull, at most 40 characters, not " + name);
        }
        if (softLimit.compareTo(hardLimit) >= 0) {
            throw new IllegalArgumentException(name + ": the soft limit must be shorter than the hard limit");
        }
    }

    /** With limits that configuration gives in place of the declared ones; null leaves one as it is. */
    Kind<A> limited(Duration soft, Duration hard, Integer maxAttempts) {
        RetryPolicy retries = maxAttempts == null ? retry : retry.withMaxAttempts(maxAttempts);
        return new Kind<>(name, queue, soft == null ? softLimit : soft, hard == null ? hardLimit : hard, retries, args);
    }

    /** One waiting or running job of this kind and shop at a time. */
    public String uniqueKey(UUID shop) {
        return uniqueKey(name, shop);
    }

    static String uniqueKey(String kind, UUID shop) {
        return kind + ":" + shop;
    }
}
