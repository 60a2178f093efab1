package io.marketsync.api.push;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.api.edge.Reply;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Items;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestSeller;
import io.marketsync.db.Schema;
import io.marketsync.db.Transactions;
import io.marketsync.job.Counts;
import io.marketsync.job.JobContext;
import io.marketsync.job.Progress;
import io.marketsync.price.PriceConfig;
import io.marketsync.price.PriceSettingStore;
import io.marketsync.price.PriceStore;
import io.marketsync.price.PushPrices;
import io.marketsync.price.ScriptedPrices;
import io.marketsync.shop.Adapters;
import io.marketsync.shop.SealedKey;
import io.marketsync.stock.PushStock;
import io.marketsync.stock.ScriptedStocks;
import io.marketsync.stock.StockLevelStore;
import io.marketsync.testing.KeyedShops;
import io.marketsync.testing.TestStock;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

/** What a seller is shown of the next push is what it then sends, in the order in which it then leaves. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class DryRunIT {

    private static final String DUE = "?due=true&limit=2";

    private final TestSeller seller = aSeller().withShop();

    @BeforeEach
    void aKeyThatOpens() {
        SealedKey key = KeyedShops.sealed("key", seller.id(), seller.shop());
        Rows.run(
                "UPDATE shop SET wrapped_key = ?, sealed_key = ? WHERE id = ?",
                key.wrappedKey(),
                key.sealedKey(),
                seller.shop());
    }

    @Test
    void thePairsThatAreListedAsDueAreSentInTheirOrder() throws Exception {
        stock(
                "new",
                "more",
                "less",
                "none",
                "none that was told nothing",
                "refused",
                "paced",
                "later",
                "quarantined",
                "synced");
        level("new", "changed_at = now() - interval '1 minute'");
        level("more", "confirmed = 5, sent = 5");
        level("less", "confirmed = 20, sent = 20");
        level("none", "quantity = 0, confirmed = 5, sent = 5");
        level("none that was told nothing", "quantity = 0");
        level("refused", "error_class = 'transient', changed_at = now() - interval '1 hour'");
        level("paced", "paced_until = '2126-01-01T00:00:00Z'");
        level("later", "error_class = 'transient', next_try_at = '2126-01-02T00:00:00Z'");
        level("quarantined", "error_class = 'permanent', next_try_at = '2126-01-03T00:00:00Z'");
        level("synced", "confirmed = quantity");

        JsonNode preview = seller.get(path("stock-push")).json();
        assertThat(preview.path("pending").asInt()).isEqualTo(9);
        assertThat(preview.path("waiting").asInt()).isEqualTo(3);
        assertThat(preview.path("nextAt").asText()).isEqualTo("2126-01-01T00:00:00Z");
        assertThat(preview.path("items").asText()).isEqualTo(path("stock-levels?due=true"));
        List<String> shown = shown("stock-levels", "available");
        assertThat(shown)
                .containsExactly(
                        "none 0", "none that was told nothing 0", "less 10", "refused 10", "new 10", "more 10");
        assertThat(values(path("stock-levels?due=false"), "offer"))
                .as("by code")
                .containsExactly("later", "paced", "quarantined", "synced");

        ScriptedStocks marketplace = new ScriptedStocks();
        new PushStock(
                        new Adapters<>(List.of(marketplace)),
                        KeyedShops.keys(),
                        new StockLevelStore(),
                        (handle, shop) -> Optional.<Duration>empty(),
                        TestStock.SHIPPED)
                .run(new Direct(seller), new PushStock.Args());

        assertThat(marketplace.calls.stream()
                        .flatMap(List::stream)
                        .map(item -> item.pair().offer() + " " + item.stock()))
                .containsExactlyElementsOf(shown);
        assertThat(shown("stock-levels", "available")).isEmpty();
    }

    @Test
    void thePricesThatAreListedAsDueAreSentInTheirOrder() throws Exception {
        prices("new", "dearer", "cheaper", "refused", "paced", "quarantined", "synced");
        price("new", "changed_at = now() - interval '1 minute'");
        price("dearer", "sent_price = 5, confirmed_price = 5, confirmed_old_price = 0, confirmed_currency = 'RUB'");
        price("cheaper", "sent_price = 20, changed_at = now() - interval '2 minutes'");
        price("refused", "error_class = 'transient', changed_at = now() - interval '1 hour'");
        price("paced", "paced_until = '2126-01-01T00:00:00Z'");
        price("quarantined", "error_class = 'permanent', next_try_at = '2126-01-03T00:00:00Z'");
        price("synced", "confirmed_price = price, confirmed_old_price = old_price, confirmed_currency = currency");

        JsonNode preview = seller.get(path("price-push")).json();
        assertThat(preview.path("pending").asInt()).isEqualTo(6);
        assertThat(preview.path("waiting").asInt()).isEqualTo(2);
        assertThat(preview.path("items").asText()).isEqualTo(path("prices?due=true"));
        List<String> shown = shown("prices", "price");
        assertThat(shown).containsExactly("dearer 10.00", "refused 10.00", "cheaper 10.00", "new 10.00");
        assertThat(values(path("prices?due=false&state=pending,quarantined"), "offer"))
                .containsExactly("paced", "quarantined");

        ScriptedPrices marketplace = new ScriptedPrices();
        new PushPrices(
                        new Adapters<>(List.of(marketplace)),
                        KeyedShops.keys(),
                        new PriceStore(),
                        new PriceSettingStore(),
                        new Unguarded(0.3, 1, 20))
                .run(new Direct(seller), new PushPrices.Args());

        assertThat(marketplace.calls.stream()
                        .flatMap(List::stream)
                        .map(item -> item.offer() + " " + item.price().price()))
                .containsExactlyElementsOf(shown);
        assertThat(shown("prices", "price")).isEmpty();
    }

    @Test
    void aCursorOfWhatIsDueIsOneOfNothingElse() {
        stock("a", "b");
        String cursor = seller.get(path("stock-levels?due=true&limit=1"))
                .json()
                .path("nextCursor")
                .asText();
        for (String other : List.of("?", "?due=false&", "?due=true&state=pending&")) {
            assertThatProblem(seller.get(path("stock-levels" + other + "cursor=" + cursor)))
                    .is(ProblemCode.CURSOR_MISMATCH);
        }
        for (String list : List.of("stock-levels", "prices")) {
            Reply refused = Rows.nothingIsWrittenBy(() -> seller.get(path(list + "?due=now")));
            assertThatProblem(refused).is(ProblemCode.VALIDATION_FAILED).namesField("due", "PATTERN", "true|false");
        }
    }

    /** Each page of two, with the value that would be sent. */
    private List<String> shown(String list, String value) {
        List<String> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = seller.get(path(list + DUE + cursor)).json();
            page.path("items")
                    .forEach(item -> all.add(
                            item.path("offer").asText() + " " + item.path(value).asText()));
            cursor = page.path("hasMore").asBoolean()
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : null;
        } while (cursor != null);
        return all;
    }

    private List<String> values(String target, String member) {
        return seller.get(target).json().path("items").findValuesAsText(member);
    }

    private void stock(String... offers) {
        say("stock-updates", "{'offer':'%s','warehouse':'1','available':10}", offers);
    }

    private void prices(String... offers) {
        say("price-updates", "{'offer':'%s','price':'10','currency':'RUB'}", offers);
    }

    private void say(String what, String item, String... offers) {
        String[] items = new String[offers.length];
        for (int i = 0; i < offers.length; i++) {
            items[i] = item.formatted(offers[i]);
        }
        assertThat(new Items(seller, "/api/v1/" + what).post(items).status()).isEqualTo(207);
    }

    private void level(String offer, String as) {
        Rows.run("UPDATE stock_level SET " + as + " WHERE offer_code = ? AND shop_id = ?", offer, seller.shop());
    }

    private void price(String offer, String as) {
        Rows.run("UPDATE price SET " + as + " WHERE offer_code = ? AND shop_id = ?", offer, seller.shop());
    }

    private String path(String what) {
        return "/api/v1/shops/" + seller.shopId() + "/" + what;
    }

    private record Unguarded(double loweringDepth, double loweringShare, int loweringLeast) implements PriceConfig {}

    /** An attempt that nobody else could take the job of. */
    private record Direct(UUID jobId, UUID sellerId, UUID shopId, Instant startedAt, Counts counts)
            implements JobContext {

        Direct(TestSeller seller) {
            this(UUID.randomUUID(), seller.id(), seller.shop(), Instant.now(), new Counts(Map.of()));
        }

        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public boolean stopRequested() {
            return false;
        }

        @Override
        public void progress(Progress progress) {}

        @Override
        public <T> T commit(Transactions.Body<T> work) {
            return unfenced(work);
        }

        @Override
        public <T> T unfenced(Transactions.Body<T> work) {
            return Rows.as(Schema.WORKER).forSeller(sellerId, work);
        }
    }
}
