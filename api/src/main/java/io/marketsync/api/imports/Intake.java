package io.marketsync.api.imports;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;

import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;

/**
 * How many files may be on their way into this process, all in all and of each seller, whether they are stored or only compared: each keeps a
 * thread and a chunk for as long as its sender takes. Any thread; nobody waits.
 */
final class Intake {

    private static final int MOST = 50;

    /** Five sellers that drip leave nothing to others; one leaves them the most of it. */
    static final int MOST_OF_A_SELLER = 10;

    static final Duration A_MINUTE = Duration.ofMinutes(1);

    private final Semaphore places = new Semaphore(MOST);

    /** Only of those that have some. */
    private final ConcurrentMap<UUID, Integer> taken = new ConcurrentHashMap<>();

    /** Closed once, when the file has come or was given up. */
    final class Place implements AutoCloseable {

        private final UUID seller;

        private Place(UUID seller) {
            this.seller = seller;
        }

        @Override
        public void close() {
            places.release();
            leave(seller);
        }
    }

    /** @throws ProblemException when the seller, or the process, has as many as may be */
    Place enter(UUID seller) {
        taken.compute(seller, (any, of) -> {
            if (of != null && of == MOST_OF_A_SELLER) {
                throw ProblemException.of(ProblemCode.IMPORTS_WAITING, MOST_OF_A_SELLER)
                        .retryAfter(A_MINUTE);
            }
            return of == null ? 1 : of + 1;
        });
        if (!places.tryAcquire()) {
            leave(seller);
            throw ProblemException.of(ProblemCode.UNAVAILABLE);
        }
        return new Place(seller);
    }

    private void leave(UUID seller) {
        taken.compute(seller, (any, of) -> of == 1 ? null : of - 1);
    }

    /** That have some on their way. */
    int sellers() {
        return taken.size();
    }
}
