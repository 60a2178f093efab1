package io.marketsync.stock;

import java.time.Instant;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/** How far a shop's orders are known. */
@FunctionalInterface
public interface OrdersRead {

    /** When the last pull began that read all there was; {@link Instant#EPOCH} before the first one. */
    Instant until(Handle handle, UUID seller, UUID shop);
}
