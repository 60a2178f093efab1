package io.marketsync.price;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.marketsync.db.StatementCount;
import io.marketsync.price.SaidPrice.End;

import static org.assertj.core.api.Assertions.assertThat;

/** Whose word on a price stands, and which shops cron finds. */
class PriceIT extends PricingShop {

    @Test
    void theHighestVersionWinsAndOfEqualOnesTheLast() {
        assertThat(say(said("5", null, 10L))).isEqualTo(End.TAKEN);
        assertThat(say(said("6", null, 9L))).isEqualTo(End.OLDER);
        assertThat(stored("a")).startsWith("5.00 ");
        assertThat(say(said("7", null, 10L))).as("the same again").isEqualTo(End.TAKEN);
        assertThat(say(said("8", null, null))).as("without one").isEqualTo(End.TAKEN);
        assertThat(say(said("9", null, 10L))).as("older than that").isEqualTo(End.OLDER);
        assertThat(say(said("10", null, 11L))).isEqualTo(End.TAKEN);
        assertThat(stored("a")).startsWith("10.00 ");
    }

    @Test
    void aMinimumThatWasSaidGuardsWhatIsSaidLater() {
        assertThat(say(said("100", "80", null))).isEqualTo(End.TAKEN);
        assertThat(say(said("79.99", null, null))).isEqualTo(End.BELOW_MINIMUM);
        assertThat(stored("a")).startsWith("100.00 ");
        assertThat(say(said("80", null, null))).isEqualTo(End.TAKEN);
        assertThat(say(said("50", "40", null))).as("both at once").isEqualTo(End.TAKEN);
        assertThat(say(said("1", "0", null))).as("none any more").isEqualTo(End.TAKEN);
        assertThat(say(said("0.5", null, null))).isEqualTo(End.TAKEN);
        assertThat(say(said("3", "4", null))).isEqualTo(End.BELOW_MINIMUM);
    }

    @Test
    void ofManyEachIsToldWhatBecameOfIt() {
        say(new SaidPrice("old", roubles("1"), 5L));
        say(new SaidPrice("low", price("10", "0", "9", "RUB"), null));

        Map<String, PriceStore.Put> ends = database.api()
                .forSeller(
                        seller,
                        handle -> prices.put(
                                handle,
                                seller,
                                shop,
                                List.of(
                                        new SaidPrice("new", roubles("1"), null),
                                        new SaidPrice("old", roubles("1"), 4L),
                                        new SaidPrice("low", roubles("8"), null)),
                                null));

        assertThat(ends).containsOnlyKeys("new", "old", "low");
        assertThat(ends.get("new").end()).isEqualTo(End.TAKEN);
        assertThat(ends.get("old").end()).isEqualTo(End.OLDER);
        assertThat(ends.get("low")).isEqualTo(new PriceStore.Put(End.BELOW_MINIMUM, new BigDecimal("9.00")));
    }

    @Test
    void theSameSaidAgainChangesNothingElse() {
        say(new SaidPrice("a", price("10", "15", "9", "RUB"), null));
        change("UPDATE price SET changed_at = now() - interval '1 hour' WHERE shop_id = ?", shop);
        say(new SaidPrice("a", price("10", "15", null, "RUB"), null));
        assertThat(text("SELECT changed_at < now() - interval '50 minutes' FROM price WHERE shop_id = ?", shop))
                .isEqualTo("t");
        say(new SaidPrice("a", price("10", "16", null, "RUB"), null));
        assertThat(text("SELECT changed_at < now() - interval '50 minutes' FROM price WHERE shop_id = ?", shop))
                .isEqualTo("f");
    }

    @Test
    void aThousandAreOneStatement() {
        List<SaidPrice> said = IntStream.range(0, 1000)
                .mapToObj(i -> new SaidPrice("o" + i, roubles(i + 1 + ""), null))
                .toList();
        database.api().forSeller(seller, handle -> {
            for (int time = 0; time < 2; time++) {
                long before = StatementCount.soFar();
                assertThat(prices.put(handle, seller, shop, said, null).values())
                        .hasSize(1000)
                        .allMatch(put -> put.end() == End.TAKEN);
                assertThat(StatementCount.soFar() - before).isEqualTo(1);
            }
            return null;
        });
    }

    /** One without prices that are due is no shop for cron, and one that had none before is not late. */
    @Test
    void cronFindsShopsWithPricesThatAreDue() throws Exception {
        Duration every = Duration.ofMinutes(15);
        change("UPDATE shop SET created_at = now() - interval '30 days' WHERE id = ?", shop);
        assertThat(due(every)).isFalse();
        say("a", "1");
        assertThat(due(every)).isTrue();
        assertThat(
                        text(
                                "SELECT late FROM shop_staleness('price.push', 900, now()) WHERE stalest_at < now() - interval '1 hour'"))
                .as("since it said a price")
                .isEmpty();
        push();
        assertThat(due(every)).as("the marketplace has all").isFalse();
        say("a", "2");
        change("UPDATE price SET paced_until = now() + interval '20 minutes' WHERE shop_id = ?", shop);
        assertThat(due(every)).as("the marketplace takes none now").isFalse();
    }

    private boolean due(Duration every) {
        return database.workers()
                .forSystem(handle -> handle.select(
                                "SELECT shop_id FROM due_shops('price.push', ?, ?, 100000)",
                                (int) every.toSeconds(),
                                Instant.now().plus(every))
                        .mapTo(UUID.class)
                        .list())
                .contains(shop);
    }

    private static SaidPrice said(String price, String minimum, Long version) {
        return new SaidPrice("a", price(price, "0", minimum, "RUB"), version);
    }
}
