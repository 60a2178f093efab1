package io.marketsync.shop;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import org.jdbi.v3.core.generic.GenericType;
import org.junit.jupiter.api.Test;

import io.marketsync.testing.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/** How many shops have keys that end soon, of all sellers. */
class KeyEndsIT {

    private final TestDatabase database = TestDatabase.shared();
    private final UUID seller = database.seller("Seller of keys");

    /** The clock of this zone goes back in that fortnight: 14 of its days are an hour more. */
    @Test
    void keysAreCountedByHoursUpToTheVeryEnd() {
        Instant at = Instant.parse("2026-10-25T12:00:00Z");
        database.superuser().useHandle(handle -> handle.execute("UPDATE shop SET attention = 'key_rejected'"));
        endingAt(at.minus(Duration.ofDays(9000)), at);
        endingAt(at.plusNanos(1000), at.plus(Duration.ofHours(72)));
        endingAt(at.plus(Duration.ofHours(72)).plusNanos(1000), at.plus(Duration.ofHours(336)));
        endingAt(at.plus(Duration.ofHours(336)).plusNanos(1000), Instant.parse("9999-12-31T23:59:59Z"));
        endingAt((Instant) null);
        Map<String, Long> counted = database.workers().forSystem(handle -> {
            handle.createUpdate("SET LOCAL timezone = 'America/New_York'").execute();
            return handle.createQuery("SELECT ends_in, n FROM shop_keys(:at)")
                    .bind("at", at)
                    .setMapKeyColumn("ends_in")
                    .setMapValueColumn("n")
                    .collectInto(new GenericType<Map<String, Long>>() {});
        });
        assertThat(counted).isEqualTo(Map.of("ended", 2L, "3d", 2L, "14d", 2L, "later", 2L, "unknown", 1L));
        Map<String, Long> today = database.workers().forSystem(new ShopStore()::keyEnds);
        assertThat(today.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(9);
    }

    private void endingAt(Instant... ends) {
        for (Instant end : ends) {
            UUID one = database.shop(seller);
            database.superuser()
                    .useHandle(handle -> handle.createUpdate("UPDATE shop SET key_ends_at = :end WHERE id = :id")
                            .bind("end", end)
                            .bind("id", one)
                            .execute());
        }
    }
}
