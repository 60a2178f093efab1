package io.marketsync.api.shop;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

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

    private static String opened(UUID seller, UUID shop) {
        SealedKey sealed = Rows.all()
                .withHandle(handle -> handle.select("SELECT wrapped_key, sealed_key FROM shop WHERE id = ?", shop)
                        .map((row, context) -> new SealedKey(row.getBytes("wrapped_key"), row.getBytes("sealed_key")))
                        .one());
        return Rows.keyOpener().open(sealed, seller, shop).reveal();
    }
}
