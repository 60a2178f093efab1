package io.marketsync.workers;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.breaker.BreakerConfig;
import io.marketsync.breaker.CallEnd;
import io.marketsync.breaker.CallWindow;
import io.marketsync.breaker.Canary;
import io.marketsync.limit.HeldBack;
import io.marketsync.permit.Answer;
import io.marketsync.permit.Ask;
import io.marketsync.permit.Level;
import io.marketsync.permit.LocalPermits;
import io.marketsync.permit.Rank;
import io.marketsync.shop.ShopAccess;
import io.marketsync.telemetry.BreakerMetrics;
import io.marketsync.testing.TestBreaker;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestGate;
import io.marketsync.workers.Breakers.Guarded;
import io.marketsync.workers.testing.SimulatedOzon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A marketplace that takes its time to answer the probe. */
class ProbesIT {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final Level OZON = Level.of("marketplace:ozon");

    private final TestDatabase database = TestDatabase.shared().withoutJobs();
    private final SimulatedOzon ozon = SimulatedOzon.start(database, 1, 0);
    private final BreakerConfig config =
            TestBreaker.with(Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofMillis(100));
    private final LocalPermits permits = TestGate.wholeBudgets();
    private final CallWindow window = new CallWindow(config, System::nanoTime);
    private final SlowCanary canary = new SlowCanary();
    private Breakers breakers;

    @BeforeEach
    void start() {
        ozon.change("TRUNCATE breaker");
        ozon.change(
                "UPDATE shop SET attention = 'key_rejected' WHERE id <> ?",
                ozon.shops.getFirst().id());
        breakers = new Breakers(
                database.workers(),
                permits,
                ozon.opener(),
                config,
                new BreakerMetrics(new SimpleMeterRegistry()),
                List.of(new Guarded(window, canary)));
        breakers.start();
    }

    @AfterEach
    void stop() {
        breakers.close();
        ozon.change("TRUNCATE breaker");
        ozon.close();
    }

    @Test
    void whoRunsIntoAProbeWaitsForSecondsAndNotForItsLease() throws InterruptedException {
        open();
        canary.asked.await();

        HeldBack failed = catchThrowableOfType(HeldBack.class, () -> window.ended("late", CallEnd.FAULT));
        assertThat(failed.pause()).isLessThanOrEqualTo(Duration.ofSeconds(6));
        assertThat(ask()).isInstanceOfSatisfying(Answer.Later.class, later -> {
            assertThat(later.held()).isTrue();
            assertThat(later.in()).isLessThanOrEqualTo(Duration.ofSeconds(6));
        });

        canary.answer.countDown();
        Awaitility.await("calls go on").atMost(SOON).until(() -> ask() instanceof Answer.Granted);
    }

    @Test
    void aProbeUnderWayEndsWithTheProcess() throws InterruptedException {
        open();
        canary.asked.await();

        breakers.close();

        canary.interrupted.await();
        assertThat(ozon.text("SELECT state FROM breaker")).isEqualTo("open");
    }

    private void open() {
        HeldBack opened = null;
        for (int failure = 0; opened == null; failure++) {
            String credential = "shop " + failure % 3;
            opened = catchThrowableOfType(HeldBack.class, () -> window.ended(credential, CallEnd.FAULT));
        }
    }

    private Answer ask() {
        return permits.ask(new Ask(UUID.randomUUID().toString(), Rank.CLICK, 0, 1, List.of(OZON)));
    }

    /** Works again, and says so when it is let. */
    private static final class SlowCanary implements Canary {

        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch answer = new CountDownLatch(1);
        final CountDownLatch interrupted = new CountDownLatch(1);

        @Override
        public String marketplace() {
            return "ozon";
        }

        @Override
        public Level level() {
            return OZON;
        }

        @Override
        public boolean answers(ShopAccess shop) throws InterruptedException {
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException stopped) {
                interrupted.countDown();
                throw stopped;
            }
            return true;
        }
    }
}
