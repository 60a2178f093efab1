package io.marketsync.workers;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process that broke down, with an exit code that asks its supervisor to start it again: in order, so that its jobs drain,
 * and by force when that takes too long, because what broke it may keep it from ending. Its two threads are there from the start:
 * full memory may allow no new one.
 */
public final class BrokenExit implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(BrokenExit.class);

    public static final int CODE = 70;

    /** What an orderly end does besides draining: interrupts, records ends, signs off, closes connections. */
    private static final Duration BESIDES = Duration.ofSeconds(20);

    private final CountDownLatch broken = new CountDownLatch(1);
    private final Duration atMost;
    private final IntConsumer inOrder;

    /** @param inOrder begins to end the process with this exit code; may return before it is ended */
    public BrokenExit(Duration drain, IntConsumer inOrder) {
        this.atMost = drain.plus(BESIDES);
        this.inOrder = inOrder;
        Thread.ofPlatform().name("broken-exit").daemon().start(this::endInOrder);
        Thread.ofPlatform().name("broken-halt").daemon().start(this::endByForce);
    }

    /** Returns at once. */
    @Override
    public void run() {
        broken.countDown();
    }

    private void endInOrder() {
        try {
            broken.await();
            inOrder.accept(CODE);
        } catch (InterruptedException | RuntimeException | Error failed) {
            Runtime.getRuntime().halt(CODE);
        }
    }

    private void endByForce() {
        try {
            broken.await();
            new Semaphore(0).tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
            LOG.error("this process did not end within {} s and is ended by force", atMost.toSeconds());
        } catch (InterruptedException stopped) {
            // nobody interrupts it; ending is what is left
        } finally {
            Runtime.getRuntime().halt(CODE);
        }
    }
}
