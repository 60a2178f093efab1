package io.marketsync.breaker;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.breaker.Breaker.State;
import io.marketsync.testing.TestBreaker;
import io.marketsync.testing.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

class BreakerStoreIT {

    private static final Duration LEASE = Duration.ofSeconds(60);

    private final TestDatabase database = TestDatabase.shared().withoutJobs();
    private final BreakerStore store = new BreakerStore();
    private final BreakerConfig config = TestBreaker.shipped();
    private final UUID one = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();

    @BeforeEach
    @AfterEach
    void nothingIsKnown() {
        change("TRUNCATE breaker, pause");
    }

    @Test
    void whatNeverWasOpenedIsClosed() {
        assertThat(read().state()).isEqualTo(State.CLOSED);
        assertThat(read().reason()).isNull();
    }

    @Test
    void ofAllWhoSayThatItIsAwayOneOpensItAndItsJobsWait() {
        assertThat(open("500")).isTrue();
        assertThat(open("timeouts")).isFalse();

        assertThat(read().state()).isEqualTo(State.OPEN);
        assertThat(read().reason()).isEqualTo("500");
        assertThat(read().probeIn()).isBetween(Duration.ofSeconds(25), Duration.ofSeconds(30));
        assertThat(text("SELECT concat_ws(' ', scope, name, cause) FROM pause")).isEqualTo("marketplace ozon breaker");
    }

    @Test
    void aProbeIsMadeWhenItIsDueByOneProcessAtATime() {
        open("500");
        assertThat(takes(one)).as("not yet").isFalse();
        due();
        assertThat(takes(one)).isTrue();
        assertThat(takes(other)).isFalse();
        change("UPDATE breaker SET canary_until = now() - interval '1 second'");
        assertThat(takes(other)).as("the first died over it").isTrue();

        assertThat(back(one)).as("its lease has ended").isFalse();
        assertThat(read().state()).isEqualTo(State.OPEN);
        assertThat(back(other)).isTrue();
    }

    @Test
    void thePauseBetweenProbesDoublesUpToItsBound() {
        open("500");
        for (int seconds : new int[] {60, 120, 240, 300, 300}) {
            due();
            takes(one);
            assertThat(stillAway(one)).isTrue();
            assertThat(read().probeIn()).isBetween(Duration.ofSeconds(seconds - 5), Duration.ofSeconds(seconds));
        }
        assertThat(read().failedProbes()).isEqualTo(5);
    }

    @Test
    void whenItIsBackItsJobsGoOnAndItClosesAfterTheRamp() {
        open("500");
        due();
        takes(one);
        back(one);

        assertThat(read().state()).isEqualTo(State.RAMPING);
        assertThat(read().rampLeft()).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(60));
        assertThat(text("SELECT count(*) FROM pause")).isEqualTo("0");
        assertThat(database.workers().forSystem(store::close)).isEmpty();

        change("UPDATE breaker SET ramp_until = now()");
        assertThat(database.workers().forSystem(store::close)).containsExactly("ozon");
        assertThat(read().state()).isEqualTo(State.CLOSED);
        assertThat(text("SELECT opened FROM breaker")).isEqualTo("1");
    }

    @Test
    void oneThatFailsAgainWhileItRampsUpIsLeftAloneForLonger() {
        open("500");
        due();
        takes(one);
        back(one);

        assertThat(open("again")).isTrue();

        assertThat(read().probeIn()).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(60));
        assertThat(read().reason()).isEqualTo("again");
        assertThat(text("SELECT cause FROM pause")).isEqualTo("breaker");
        assertThat(text("SELECT opened FROM breaker")).isEqualTo("2");
    }

    @Test
    void anOperatorsPauseStaysWhenTheMarketplaceIsBack() {
        change("INSERT INTO pause (scope, name) VALUES ('marketplace', 'ozon')");
        open("500");
        due();
        takes(one);
        back(one);

        assertThat(text("SELECT cause FROM pause")).isEqualTo("ops");
    }

    @Test
    void anOperatorClosesItAndTheProbeUnderWayChangesNothing() {
        open("500");
        due();
        takes(one);
        assertThat(closes()).isTrue();
        assertThat(read().state()).isEqualTo(State.RAMPING);
        assertThat(text("SELECT count(*) FROM pause")).isEqualTo("0");

        assertThat(stillAway(one)).isFalse();
        assertThat(read().state()).isEqualTo(State.RAMPING);
        assertThat(closes()).isFalse();
    }

    @Test
    void canariesAreShopsThatWereFreshLastInTurn() {
        change("UPDATE shop SET attention = 'key_rejected'");
        UUID seller = database.seller("Seller of canaries");
        UUID stale = shop(seller, "3 hours");
        UUID fresh = shop(seller, "1 minute");
        UUID refused = shop(seller, "0 minutes");
        change("UPDATE shop SET attention = 'key_rejected' WHERE id = ?", refused);

        assertThat(canary(0)).isEqualTo(fresh);
        assertThat(canary(1)).isEqualTo(stale);
        assertThat(canary(2)).isEqualTo(fresh);
        assertThat(canaries("wildberries", 0)).isEmpty();
        change("UPDATE shop SET attention = NULL");
    }

    private UUID canary(int turn) {
        return canaries("ozon", turn).orElseThrow().shop();
    }

    private Optional<BreakerStore.CanaryShop> canaries(String marketplace, int turn) {
        return database.workers().forSystem(handle -> store.canaryShop(handle, marketplace, turn));
    }

    private boolean stillAway(UUID by) {
        return database.workers().forSystem(handle -> store.stillAway(handle, "ozon", by, config));
    }

    private UUID shop(UUID seller, String ago) {
        UUID shop = database.shop(seller);
        change("""
                INSERT INTO freshness (seller_id, shop_id, kind, succeeded_at)
                VALUES (?, ?, 'orders.pull', now() - ?::interval)""", seller, shop, ago);
        return shop;
    }

    private Breaker read() {
        return database.workers().forSystem(handle -> store.of(handle, "ozon"));
    }

    private boolean open(String why) {
        return database.workers().forSystem(handle -> store.open(handle, "ozon", why, config));
    }

    private void due() {
        change("UPDATE breaker SET probe_at = now()");
    }

    private boolean takes(UUID by) {
        return database.workers().forSystem(handle -> store.takeCanary(handle, "ozon", by, LEASE));
    }

    private boolean back(UUID by) {
        return database.workers().forSystem(handle -> store.back(handle, "ozon", by));
    }

    private boolean closes() {
        UUID ops = UUID.randomUUID();
        change("""
                INSERT INTO api_token (id, role, sha256, label, expires_at)
                VALUES (?, 'ops', sha256(?::text::bytea), 'test', now() + interval '1 day')""", ops, ops);
        return database.api().forSystem(handle -> handle.select("SELECT ops_close_breaker(?, 'ozon')", ops)
                .mapTo(Boolean.class)
                .one());
    }

    private void change(String sql, Object... arguments) {
        database.superuser().useHandle(handle -> handle.execute(sql, arguments));
    }

    private String text(String sql) {
        return database.superuser()
                .withHandle(handle -> handle.select(sql).mapTo(String.class).one());
    }
}
