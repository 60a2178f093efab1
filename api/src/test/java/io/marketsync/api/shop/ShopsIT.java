package io.marketsync.api.shop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.marketsync.api.PublicId;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestSeller;
import io.marketsync.shop.SealedKey;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@TestProfile(DatabaseProfile.class)
class ShopsIT {

    private static final String KEY = "b9b2e1c2-7d40-4c0e-9d0a-5f3f6f5a9f3c";

    @Test
    void aNewShopIsShownWithoutItsKeyAndOnlyAWorkerCanOpenIt() {
        TestSeller seller = aSeller();

        Reply created = seller.calls().post("/api/v1/shops", shop("100101"));

        assertThat(created.status()).as("%s", created).isEqualTo(201);
        JsonNode shop = created.json();
        assertThat(shop.path("name").asText()).isEqualTo("Чай 茶 🫖");
        assertThat(shop.path("keyHint").asText()).isEqualTo("9f3c");
        assertThat(shop.path("attention").isNull()).isTrue();
        assertThat(created.header("Location"))
                .endsWith("/api/v1/shops/" + shop.path("id").asText());
        assertThat(seller.get("/api/v1/shops/" + shop.path("id").asText()).json())
                .isEqualTo(shop);
        assertThat(opened(
                        seller.id(),
                        PublicId.SHOP.parse(shop.path("id").asText()).orElseThrow()))
                .isEqualTo(KEY);
    }

    @Test
    void anAccountIsConnectedOnceAndTheAnswerNamesTheShopThatHasIt() {
        TestSeller seller = aSeller();
        String first = seller.calls()
                .post("/api/v1/shops", shop("7"))
                .json()
                .path("id")
                .asText();

        Reply again = Rows.nothingIsWrittenBy(() -> seller.calls().post("/api/v1/shops", shop("7")));

        assertThatProblem(again).is(ProblemCode.SHOP_ALREADY_EXISTS);
        assertThat(again.json().path("detail").asText()).contains(first);
        assertThat(again.json().path("links").path("shop").asText()).endsWith("/api/v1/shops/" + first);
    }

    @Test
    void twoSellersMayConnectTheSameAccount() {
        assertThat(aSeller().calls().post("/api/v1/shops", shop("7")).status()).isEqualTo(201);
        assertThat(aSeller().calls().post("/api/v1/shops", shop("7")).status()).isEqualTo(201);
    }

    @Test
    void aNewKeyClearsWhatWasSaidAgainstTheOldOne() {
        TestSeller seller = aSeller().withShop().withRejectedKey();
        String path = "/api/v1/shops/" + seller.shopId();
        assertThat(seller.get(path).json().path("attention").path("code").asText())
                .isEqualTo("key_rejected");
        assertThat(seller.get(path).json().path("attention").path("detail").asText())
                .isEqualTo("The key has expired.");

        Reply replaced = seller.calls().put(path + "/credentials", "{\"apiKey\":\"" + KEY + "\"}");

        assertThat(replaced.status()).as("%s", replaced).isEqualTo(200);
        assertThat(replaced.json().path("attention").isNull()).isTrue();
        assertThat(replaced.json().path("keyHint").asText()).isEqualTo("9f3c");
        assertThat(seller.get(path).json()).isEqualTo(replaced.json());
        assertThat(opened(seller.id(), seller.shop())).isEqualTo(KEY);
        assertThat(seller.startsASync().status()).isEqualTo(202);
    }

    @Test
    void aKeyIsCheckedAtOnceWhenItIsEnteredAndAgainWhenItIsReplaced() {
        TestSeller seller = aSeller();
        String shop = seller.calls()
                .post("/api/v1/shops", shop("9"))
                .json()
                .path("id")
                .asText();
        assertThat(checks(seller)).containsExactly("low ENQUEUED system");
        String credentials = "/api/v1/shops/" + shop + "/credentials";

        seller.calls().put(credentials, "{\"apiKey\":\"" + KEY + "\"}");
        assertThat(checks(seller)).as("one that waits reads the new key").hasSize(1);

        Rows.run("UPDATE jobrunr_jobs SET state = 'PROCESSING' WHERE seller_id = ?", seller.id());
        seller.calls().put(credentials, "{\"apiKey\":\"" + KEY + "\"}");
        assertThat(checks(seller))
                .as("one that runs has read the old key")
                .containsExactly("low ENQUEUED system", "low PROCESSING system");
    }

    @ParameterizedTest
    @CsvSource({
        "337 hours, , ",
        "335 hours, key_expiring, The key of this shop ends on",
        "1 minute, key_expiring, The key of this shop ends on",
        "-1 minute, key_expiring, The key of this shop ended on",
        "-9000 days, key_expiring, The key of this shop ended on",
        "2900000 days, , "
    })
    void aKeyThatEndsSoonAsksForANewOne(String fromNow, String code, String detail) {
        TestSeller seller = aSeller().withShop();
        Rows.run("UPDATE shop SET key_ends_at = now() + ?::interval WHERE id = ?", fromNow, seller.shop());

        JsonNode shop = seller.get("/api/v1/shops/" + seller.shopId()).json();

        assertThat(Instant.parse(shop.path("keyEndsAt").asText())).isEqualTo(endOf(seller));
        if (code == null) {
            assertThat(shop.path("attention").isNull()).isTrue();
        } else {
            JsonNode attention = shop.path("attention");
            assertThat(attention.path("code").asText()).isEqualTo(code);
            assertThat(attention.path("detail").asText())
                    .startsWith(detail)
                    .contains(" UTC. Create a new one in the seller cabinet and enter it for this shop");
            assertThat(Instant.parse(attention.path("since").asText()))
                    .as("not before the key was the shop's")
                    .isBetween(Instant.now().minusSeconds(600), Instant.now().plusSeconds(5));
        }
        assertThat(seller.startsASync().status()).as("it still syncs").isEqualTo(202);
    }

    @Test
    void aKeyThatHasBeenThereIsExpiringSinceFourteenDaysBeforeItsEnd() {
        TestSeller seller = aSeller().withShop();
        Rows.run(
                "UPDATE shop SET key_entered_at = now() - interval '80 days', key_ends_at = now() + interval '10 days'"
                        + " WHERE id = ?",
                seller.shop());

        JsonNode shop = seller.get("/api/v1/shops/" + seller.shopId()).json();

        assertThat(Instant.parse(shop.path("attention").path("since").asText()))
                .isEqualTo(endOf(seller).minus(Duration.ofDays(14)));
    }

    @Test
    void theMostUrgentIsSaidFirstAndANewKeyEndsAllOfIt() {
        TestSeller seller = aSeller().withShop();
        String path = "/api/v1/shops/" + seller.shopId();
        Rows.run(
                "UPDATE shop SET key_checked_at = now(), key_ends_at = now() + interval '1 day',"
                        + " key_missing_roles = '{Posting FBO,Роль}', key_missing_since = now() WHERE id = ?",
                seller.shop());
        JsonNode attention = seller.get(path).json().path("attention");
        assertThat(attention.path("code").asText()).isEqualTo("key_role_missing");
        assertThat(attention.path("detail").asText())
                .isEqualTo("The key of this shop lacks roles that its syncs need: Posting FBO, Роль."
                        + " Create a key that has them in the seller cabinet and enter it for this shop.");
        assertThat(seller.startsASync().status()).isEqualTo(202);

        seller.withRejectedKey();
        assertThat(seller.get(path).json().path("attention").path("code").asText())
                .isEqualTo("key_rejected");

        JsonNode replaced = seller.calls()
                .put(path + "/credentials", "{\"apiKey\":\"" + KEY + "\"}")
                .json();
        assertThat(replaced.path("attention").isNull()).isTrue();
        assertThat(replaced.path("keyEndsAt").isNull()).isTrue();
    }

    @Test
    void aShortKeyGivesNoHint() {
        Reply created = aSeller().calls().post("/api/v1/shops", shop("1").replace(KEY, "12345678"));

        assertThat(created.json().path("keyHint").asText()).isEmpty();
    }

    @Test
    void foreignAndUnknownAndMalformedShopsAreEquallyUnknown() {
        TestSeller seller = aSeller().withShop();
        List<Reply> replies = new ArrayList<>();
        for (String id : List.of(
                aSeller().withShop().shopId(), PublicId.SHOP.of(UUID.randomUUID()), "shop_x", seller.shop() + "")) {
            replies.add(Rows.nothingIsWrittenBy(() -> seller.get("/api/v1/shops/" + id)));
            replies.add(Rows.nothingIsWrittenBy(
                    () -> seller.calls().put("/api/v1/shops/" + id + "/credentials", "{\"apiKey\":\"" + KEY + "\"}")));
        }
        assertThat(replies).allSatisfy(reply -> assertThatProblem(reply).is(ProblemCode.SHOP_NOT_FOUND));
    }

    private static String shop(String clientId) {
        return "{\"marketplace\":\"ozon\",\"name\":\"Чай 茶 🫖\",\"clientId\":\"%s\",\"apiKey\":\"%s\"}"
                .formatted(clientId, KEY);
    }

    private static List<String> checks(TestSeller seller) {
        return Rows.all().withHandle(handle -> handle.createQuery("""
                        SELECT q.queue || ' ' || q.state || ' ' || j.requested_by FROM job j JOIN jobrunr_jobs q ON q.id = j.id
                        WHERE j.seller_id = :seller AND j.kind = 'shop.check' ORDER BY 1""")
                .bind("seller", seller.id())
                .mapTo(String.class)
                .list());
    }

    private static Instant endOf(TestSeller seller) {
        return Rows.all().withHandle(handle -> handle.select("SELECT key_ends_at FROM shop WHERE id = ?", seller.shop())
                .mapTo(Instant.class)
                .one());
    }

    private static String opened(UUID seller, UUID shop) {
        SealedKey sealed = Rows.all()
                .withHandle(handle -> handle.select("SELECT wrapped_key, sealed_key FROM shop WHERE id = ?", shop)
                        .map((row, context) -> new SealedKey(row.getBytes("wrapped_key"), row.getBytes("sealed_key")))
                        .one());
        return Rows.keyOpener().open(sealed, seller, shop).reveal();
    }
}
