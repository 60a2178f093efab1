package io.marketsync.stock;

import java.time.Duration;
import java.util.Optional;

import org.jdbi.v3.core.Handle;

import io.marketsync.job.JobTarget;

/** Sees to it that a shop's orders are known before its stock is told. */
@FunctionalInterface
public interface OrdersAwaited {

    /**
     * Asks for a pull of orders when the last one is too old. {@link StockWatch} ends the wait when it is done.
     *
     * @param handle inside a transaction of the shop's seller
     * @return how long to wait at most before this is asked again, at least a second; empty when orders are known, or cannot be read
     */
    Optional<Duration> toWaitFor(Handle handle, JobTarget shop);
}
