package io.marketsync.queue;

import io.marketsync.job.Queue;

/** A server that claims from one queue only. */
public interface ServesQueue {

    Queue queue();
}
