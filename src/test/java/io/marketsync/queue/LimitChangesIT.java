package io.marketsync.queue;

import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.job.Origin;

import static org.assertj.core.api.Assertions.assertThat;

/** Operators change limits while claims go on. */
class LimitChangesIT {

    private static final String LIMIT = "cron:test.pull";

    private final Steering steering = new Steering();
    private final Backlog backlog = steering.backlog;

    @BeforeEach
    void manyWait() {
        backlog.enqueue(30, steering.seller, Origin.CRON);
    }

    @AfterEach
    void close() {
        backlog.change("DELETE FROM start_limit WHERE name LIKE '%:test.%'");
        backlog.change("UPDATE concurrency_limit SET running = 1000 WHERE scope = 'seller'");
        backlog.close();
    }

    @Test
    void aLimitHoldsForTheNextClaimAndARaisedOneToo() {
        set(LIMIT, 60, 2, null);
        assertThat(Backlog.claim(backlog.server(), 10)).hasSize(2);
        assertThat(Backlog.claim(backlog.server(), 10)).isEmpty();

        backlog.change("UPDATE start_limit SET tokens_at = tokens_at - interval '10 seconds' WHERE name = ?", LIMIT);
        set(LIMIT, 60, 5, null);

        // the burst grows at the rate, it is not given away
        assertThat(Backlog.claim(backlog.server(), 10)).hasSize(2);
    }

    @Test
    void aLoweredLimitTakesBackWhatIsLeftOfTheBurstAndForgetsNoStart() {
        set(LIMIT, 60, 20, null);
        assertThat(Backlog.claim(backlog.server(), 5)).hasSize(5);

        set(LIMIT, 6, 3, null);

        assertThat(Backlog.claim(backlog.server(), 10)).hasSize(1);
        assertThat(backlog.column("SELECT tokens <= 3 FROM start_limit WHERE name = ?", LIMIT))
                .isEqualTo("t");
    }

    @Test
    void aRemovedLimitLimitsNothing() {
        set(LIMIT, 0, 1, null);
        assertThat(Backlog.claim(backlog.server(), 10)).isEmpty();

        assertThat(steering.asOps("ops_remove_start_limit(?, ?)", LIMIT)).isEqualTo("removed");
        assertThat(steering.asOps("ops_remove_start_limit(?, ?)", LIMIT)).isEqualTo("unknown");

        assertThat(Backlog.claim(backlog.server(), 10)).hasSize(10);
    }

    @Test
    void whatEveryInstallationHasStaysAndSoDoesWhatAnotherFallsBackOn() {
        set(LIMIT, 1, 1, null);
        set("click:test.pull", 1, 1, LIMIT);

        assertThat(steering.asOps("ops_remove_start_limit(?, 'cron')")).isEqualTo("default");
        assertThat(steering.asOps("ops_remove_start_limit(?, ?)", LIMIT)).isEqualTo("used");
    }

    @Test
    void theConcurrencyOfOneSellerAndTheDefaultCountFromTheNextClaimOn() {
        concurrency(null, 2);
        assertThat(Backlog.claim(backlog.server(), 10)).hasSize(2);

        concurrency(steering.seller, 5);
        assertThat(Backlog.claim(backlog.server(), 10)).hasSize(3);

        assertThat(steering.asOps("ops_remove_concurrency(?, 'seller', ?)", steering.seller))
                .isEqualTo("true");
        assertThat(steering.asOps("ops_remove_concurrency(?, 'seller', ?)", steering.seller))
                .isEqualTo("false");
        assertThat(Backlog.claim(backlog.server(), 10)).isEmpty();
    }

    @Test
    void nobodyUnknownGetsALimitAndTheDefaultIsNotRemoved() {
        assertThat(steering.asOps("ops_set_concurrency(?, 'shop', ?, 1)", steering.seller))
                .isEqualTo("false");
        assertThat(steering.asOps("ops_set_concurrency(?, 'seller', ?, 1)", UUID.randomUUID()))
                .isEqualTo("false");
        assertThat(steering.asOps("ops_remove_concurrency(?, 'seller', ?)", new UUID(0, 0)))
                .isEqualTo("false");
    }

    private void set(String name, int perMinute, int burst, String overflow) {
        if (overflow == null) {
            steering.asOps("ops_set_start_limit(?, ?, ?, ?, NULL)", name, perMinute, burst);
        } else {
            steering.asOps("ops_set_start_limit(?, ?, ?, ?, ?)", name, perMinute, burst, overflow);
        }
    }

    private void concurrency(UUID seller, int running) {
        if (seller == null) {
            steering.asOps("ops_set_concurrency(?, 'seller', NULL, ?)", running);
        } else {
            steering.asOps("ops_set_concurrency(?, 'seller', ?, ?)", seller, running);
        }
    }
}
