package io.marketsync.api.stats;

import java.math.BigDecimal;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@TestProfile(DatabaseProfile.class)
class ShopDaysIT {

    private final TestSeller seller = aSeller().withShop();

    @Test
    void theYoungestDayComesFirstWithItsMoneyByCurrencyAndPagesGoOn() {
        day("2026-11-19", 3);
        day("2026-11-20", 5);
        day("2026-11-21", 7);
        revenue("2026-11-20", "RUB", "1299.5");
        revenue("2026-11-20", "CNY", "0.1234");

        JsonNode first = page("?limit=2");
        assertThat(first.path("items").findValuesAsText("day")).containsExactly("2026-11-21", "2026-11-20");
        assertThat(first.path("items").get(0).path("revenue")).isEmpty();
        assertThat(first.path("items").get(1).path("revenue").toString())
                .isEqualTo(
                        "[{\"amount\":\"0.1234\",\"currency\":\"CNY\"},{\"amount\":\"1299.50\",\"currency\":\"RUB\"}]");
        assertThat(first.path("items").get(1).path("postings").asInt()).isEqualTo(5);

        JsonNode second = page("?limit=2&cursor=" + first.path("nextCursor").asText());
        assertThat(second.path("items").findValuesAsText("day")).containsExactly("2026-11-19");
    }

    private void day(String day, int postings) {
        Rows.run(
                "INSERT INTO shop_day (seller_id, shop_id, day, postings) VALUES (?, ?, ?::date, ?)",
                seller.id(),
                seller.shop(),
                day,
                postings);
    }

    private void revenue(String day, String currency, String amount) {
        Rows.run(
                "INSERT INTO shop_day_revenue (seller_id, shop_id, day, currency, amount) VALUES (?, ?, ?::date, ?, ?)",
                seller.id(),
                seller.shop(),
                day,
                currency,
                new BigDecimal(amount));
    }

    private JsonNode page(String query) {
        return seller.get("/api/v1/shops/" + seller.shopId() + "/days" + query).json();
    }
}
