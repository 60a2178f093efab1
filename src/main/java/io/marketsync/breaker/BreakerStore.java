package io.marketsync.breaker;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/** The table {@code breaker}, and the pauses that follow it. All times are the database's. */
public final class BreakerStore {

    private static final String OF = """
            SELECT marketplace, state, reason, greatest(0, extract(epoch FROM probe_at - now())) AS probe_in,
                greatest(0, extract(epoch FROM ramp_until - now())) AS ramp_left, failed_probes
            FROM breaker WHERE marketplace = :marketplace""";

    /** When it fails again while it ramps up, the pauses between probes grow on. */
    private static final String OPEN = """
            INSERT INTO breaker AS b (marketplace, state, reason, probe_at, ramp, opened)
            VALUES (:marketplace, 'open', :why, now() + make_interval(secs => :first), make_interval(secs => :ramp), 1)
            ON CONFLICT (marketplace) DO UPDATE SET state = 'open', reason = excluded.reason, since = now(), opened = b.opened + 1,
                failed_probes = CASE b.state WHEN 'ramping' THEN b.failed_probes + 1 ELSE 0 END,
                probe_at = now() + make_interval(
                    secs => CASE b.state WHEN 'ramping' THEN least(:longest, :first * 2 ^ least(b.failed_probes + 1, 30))
                    ELSE :first END),
                ramp = excluded.ramp, ramp_until = NULL, canary = NULL, canary_until = NULL
            WHERE b.state <> 'open'""";

    private static final String TAKE_CANARY = """
            UPDATE breaker SET canary = :by, canary_until = now() + make_interval(secs => :lease)
            WHERE marketplace = :marketplace AND state = 'open' AND probe_at <= now()
              AND (canary_until IS NULL OR canary_until <= now())""";

    private static final String STILL_AWAY = """
            UPDATE breaker SET failed_probes = failed_probes + 1, canary = NULL, canary_until = NULL,
                probe_at = now() + make_interval(secs => least(:longest, :first * 2 ^ least(failed_probes + 1, 30)))
            WHERE marketplace = :marketplace AND state = 'open' AND canary = :by""";

    private static final String BACK = """
            UPDATE breaker SET state = 'ramping', since = now(), probe_at = NULL, canary = NULL, canary_until = NULL,
                ramp_until = now() + ramp
            WHERE marketplace = :marketplace AND state = 'open' AND canary = :by""";

    private static final String CLOSE = """
            UPDATE breaker SET state = 'closed', since = now(), ramp_until = NULL, failed_probes = 0
            WHERE state = 'ramping' AND ramp_until <= now() RETURNING marketplace""";

    private static final String FOLLOW = "SELECT follow_breaker(:marketplace)";
    private static final String CANARY_SHOP = "SELECT seller_id, shop_id FROM canary_shop(:marketplace, :turn)";
    private static final String KEYS = "SELECT count(*) FROM pause WHERE cause = 'key'";

    /** A shop whose key may be tried. */
    public record CanaryShop(UUID seller, UUID shop) {}

    /** Closed when it never was opened. */
    public Breaker of(Handle handle, String marketplace) {
        return handle.createQuery(OF)
                .bind("marketplace", marketplace)
                .map((row, context) -> breaker(row))
                .findOne()
                .orElseGet(() -> Breaker.closed(marketplace));
    }

    private static Breaker breaker(ResultSet row) throws SQLException {
        return new Breaker(
                row.getString("marketplace"),
                Breaker.State.of(row.getString("state")),
                row.getString("reason"),
                seconds(row.getDouble("probe_in")),
                seconds(row.getDouble("ramp_left")),
                row.getInt("failed_probes"));
    }

    /** From here on its jobs are not claimed. False when it is open already. */
    public boolean open(Handle handle, String marketplace, String why, BreakerConfig config) {
        boolean opened = handle.createUpdate(OPEN)
                        .bind("marketplace", marketplace)
                        .bind("why", why)
                        .bind("first", seconds(config.firstProbe()))
                        .bind("longest", seconds(config.longestProbe()))
                        .bind("ramp", seconds(config.ramp()))
                        .execute()
                == 1;
        return opened && follow(handle, marketplace);
    }

    /** True when a probe is due, and is this process's to make: nobody else makes one until the lease ends. */
    public boolean takeCanary(Handle handle, String marketplace, UUID by, Duration lease) {
        return handle.createUpdate(TAKE_CANARY)
                        .bind("marketplace", marketplace)
                        .bind("by", by)
                        .bind("lease", seconds(lease))
                        .execute()
                == 1;
    }

    /** False when the canary was somebody else's meanwhile, or an operator closed it. */
    public boolean stillAway(Handle handle, String marketplace, UUID by, BreakerConfig config) {
        return handle.createUpdate(STILL_AWAY)
                        .bind("marketplace", marketplace)
                        .bind("by", by)
                        .bind("first", seconds(config.firstProbe()))
                        .bind("longest", seconds(config.longestProbe()))
                        .execute()
                == 1;
    }

    /** As {@link #stillAway}. Its jobs are claimed again from the commit on. */
    public boolean back(Handle handle, String marketplace, UUID by) {
        boolean ramping = handle.createUpdate(BACK)
                        .bind("marketplace", marketplace)
                        .bind("by", by)
                        .execute()
                == 1;
        return ramping && follow(handle, marketplace);
    }

    /** @return those whose ramp has ended */
    public List<String> close(Handle handle) {
        return handle.createQuery(CLOSE).mapTo(String.class).list();
    }

    private static boolean follow(Handle handle, String marketplace) {
        handle.createQuery(FOLLOW)
                .bind("marketplace", marketplace)
                .mapTo(String.class)
                .findOne();
        return true;
    }

    /** One of those that were fresh last, another one with each turn; empty when the marketplace has no shop with a good key. */
    public Optional<CanaryShop> canaryShop(Handle handle, String marketplace, int turn) {
        return handle.createQuery(CANARY_SHOP)
                .bind("marketplace", marketplace)
                .bind("turn", turn)
                .map((row, context) ->
                        new CanaryShop(row.getObject("seller_id", UUID.class), row.getObject("shop_id", UUID.class)))
                .findOne();
    }

    /** Shops that wait for another key. */
    public long refusedKeys(Handle handle) {
        return handle.createQuery(KEYS).mapTo(Long.class).one();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
