package io.marketsync.bench.contender;

/** What jobs do, given when pools start; called on the threads of the pool. */
public interface Body {
    void run(Work work) throws InterruptedException;
}
