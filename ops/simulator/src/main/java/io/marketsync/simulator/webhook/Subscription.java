package io.marketsync.simulator.webhook;

import java.net.URI;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A shop that wants to be told. Its counters are read by any thread. */
final class Subscription {

    final String clientId;
    final URI url;
    final DeliveryFaults faults;
    final AtomicLong happened = new AtomicLong();
    final AtomicLong lost = new AtomicLong();
    final AtomicLong duplicated = new AtomicLong();
    final AtomicLong delivered = new AtomicLong();
    final AtomicLong refused = new AtomicLong();
    final AtomicLong givenUp = new AtomicLong();

    /** What happened up to here has been looked at; of the thread that looks. */
    Instant reached;

    Subscription(String clientId, URI url, DeliveryFaults faults, Instant since) {
        this.clientId = clientId;
        this.url = url;
        this.faults = faults;
        this.reached = since;
    }
}
