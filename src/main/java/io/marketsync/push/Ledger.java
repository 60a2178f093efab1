package io.marketsync.push;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.jdbi.v3.core.Handle;

/**
 * One shop's rows of what is pushed, inside transactions of its seller: what is due, what leaves, what became of it. The number of its
 * statements does not grow with the rows.
 *
 * @param <K> what a value is set for
 * @param <I> it with its value
 * @param <V> what the marketplace is known to have
 */
public interface Ledger<K, I, V> {

    Wording wording();

    /** The word under which an item that was taken is counted, one of {@link Wording#taken}. */
    String countOf(I item);

    /** What one look finds at most; it is kept in memory, and sent before the next one. */
    int most();

    Due<K> due(Handle handle);

    /** Why it is not to leave, whatever the marketplace would say; empty when nothing speaks against it. */
    Optional<ItemError> objection(I item);

    /**
     * Records what became of one batch, and takes the next one: what of it is to be sent now, with the values of now, in its order. What is
     * taken is due again for others when nothing was recorded of it for so long that it cannot be under way any more.
     */
    List<Sending<I, V>> recordAndTake(Handle handle, List<Answered<I, V>> answered, List<K> next);

    /** Until the next one is due that somebody need not change first; empty when there is none. Negative when one is. */
    Optional<Duration> nextDue(Handle handle);
}
