package io.marketsync.api.shop;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.api.PublicId;
import io.marketsync.api.testing.Caller;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

/** Operators see whose keys end, the first to end first. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class EndingKeysIT {

    private static final String PATH = "/api/v1/ops/ending-keys";

    @BeforeEach
    void noOtherKeyEnds() {
        Rows.run("UPDATE shop SET key_ends_at = NULL");
    }

    @Test
    void thoseThatEndWithinFourteenDaysAndAreNotRefused() {
        TestSeller second = ending("335 hours");
        TestSeller first = ending("-1 hour");
        ending("337 hours");
        ending("1 hour").withRejectedKey();
        aSeller().withShop();
        Rows.run(
                "UPDATE shop SET key_checked_at = '2026-11-20T04:31:10.004Z', key_missing_roles = '{Posting FBO}' WHERE id = ?",
                second.shop());

        JsonNode items = Caller.ops().get(PATH).json().path("items");

        assertThat(items)
                .extracting(item -> item.path("shop").asText())
                .containsExactly(first.shopId(), second.shopId());
        assertThat(items.get(0).path("checkedAt").isNull()).isTrue();
        assertThat(items.get(1).path("seller").asText()).isEqualTo(PublicId.SELLER.of(second.id()));
        assertThat(items.get(1).path("marketplace").asText()).isEqualTo("ozon");
        assertThat(items.get(1).path("checkedAt").asText()).isEqualTo("2026-11-20T04:31:10.004Z");
        assertThat(items.get(1).path("missingRoles").get(0).asText()).isEqualTo("Posting FBO");
    }

    @Test
    void pagesAreCompleteWithoutRepetitionThoughManyEndTogether() {
        TestSeller seller = aSeller().withManyShops(7);
        Rows.run("UPDATE shop SET key_ends_at = '2026-01-01T00:00:00.000001Z' WHERE seller_id = ?", seller.id());
        ending("1 hour");

        List<String> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = Caller.ops().get(PATH + "?limit=3" + cursor).json();
            page.path("items").forEach(item -> all.add(item.path("shop").asText()));
            cursor = page.path("hasMore").asBoolean()
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : null;
        } while (cursor != null);

        assertThat(all).hasSize(8).doesNotHaveDuplicates();
        seller.withoutManyShops();
    }

    private static TestSeller ending(String fromNow) {
        TestSeller seller = aSeller().withShop();
        Rows.run("UPDATE shop SET key_ends_at = now() + ?::interval WHERE id = ?", fromNow, seller.shop());
        return seller;
    }
}
