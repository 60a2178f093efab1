package io.marketsync.api.ops;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.api.PublicId;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.Caller;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestSeller;
import io.marketsync.api.testing.Tokens;
import io.marketsync.db.Schema;
import io.marketsync.shop.TokenText;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@QuarkusTest
@TestProfile(DatabaseProfile.class)
class SellersAndTokensIT {

    private static final String SHOPS = "/api/v1/shops";

    private final Caller ops = Caller.ops();

    @Test
    void aNewSellerGetsATokenThatWorksUntilItIsRevoked() {
        String seller = ops.post("/api/v1/ops/sellers", "{\"name\":\"Tea and Sons\"}")
                .json()
                .path("id")
                .asText();
        Reply issued = issue(seller, 90);

        assertThat(issued.status()).as("%s", issued).isEqualTo(201);
        Caller caller = Caller.with(issued.json().path("token").asText());
        assertThat(caller.get(SHOPS).status()).isEqualTo(200);
        assertThat(caller.post(SHOPS, """
                {"marketplace":"ozon","name":"First","clientId":"1","apiKey":"12345678"}""").status()).isEqualTo(201);
        Instant expires = Instant.parse(issued.json().path("expiresAt").asText());
        assertThat(Duration.between(Instant.now().plus(Duration.ofDays(90)), expires)
                        .abs())
                .isLessThan(Duration.ofMinutes(1));

        String path = "/api/v1/ops/tokens/" + issued.json().path("id").asText();
        assertThat(ops.delete(path).status()).isEqualTo(204);
        assertThatProblem(caller.get(SHOPS)).is(ProblemCode.INVALID_TOKEN);
        assertThat(Rows.nothingIsWrittenBy(() -> ops.delete(path)).status()).isEqualTo(204);
    }

    @Test
    void onlyTheHashOfATokenIsStored() {
        String token = issue(PublicId.SELLER.of(aSeller().id()), 1)
                .json()
                .path("token")
                .asText();

        assertThat(TokenText.parse(token)).isPresent();
        assertThat(Rows.count("api_token t WHERE t::text LIKE '%' || ? || '%'", token))
                .isZero();
        assertThat(Tokens.idOf(token)).isNotNull();
    }

    @Test
    void lastUseIsNotedButNotWithEveryRequest() {
        TestSeller seller = aSeller();
        UUID token = Tokens.idOf(seller.calls().token());
        assertThat(lastUsed(token)).isNull();

        seller.get(SHOPS);
        String first = lastUsed(token);
        seller.get(SHOPS);

        assertThat(first).isNotNull();
        assertThat(lastUsed(token)).isEqualTo(first);
        Rows.run("UPDATE api_token SET last_used_at = now() - interval '6 minutes' WHERE id = ?", token);
        String old = lastUsed(token);
        seller.get(SHOPS);
        assertThat(lastUsed(token)).isNotEqualTo(old);
    }

    @Test
    void revokedExpiredUnknownAndDamagedTokensOpenNothing() {
        String revoked = Tokens.seller(aSeller().id());
        String expired = Tokens.seller(aSeller().id());
        Tokens.revoke(revoked);
        Tokens.expire(expired);

        for (String token : List.of(revoked, expired, Tokens.unknown(), revoked.substring(1))) {
            Reply refused = Rows.nothingIsWrittenBy(() -> Caller.with(token).get(SHOPS));
            assertThatProblem(refused).is(ProblemCode.INVALID_TOKEN);
            assertThat(refused.body()).doesNotContain(token);
        }
        assertThat(lastUsed(Tokens.idOf(expired))).isNull();
    }

    @Test
    void tokensOfUnknownSellersAndUnknownTokensAreNotFound() {
        for (String seller : List.of(PublicId.SELLER.of(UUID.randomUUID()), "seller_x", "1")) {
            assertThatProblem(Rows.nothingIsWrittenBy(() -> issue(seller, 1))).is(ProblemCode.SELLER_NOT_FOUND);
        }
        for (String token : List.of(PublicId.TOKEN.of(UUID.randomUUID()), "token_x", "1")) {
            assertThatProblem(Rows.nothingIsWrittenBy(() -> ops.delete("/api/v1/ops/tokens/" + token)))
                    .is(ProblemCode.TOKEN_NOT_FOUND);
        }
    }

    @Test
    void aTokenPastedInPlaceOfItsIdIsNotRepeated() {
        String token = Tokens.seller(aSeller().id());

        assertThat(ops.delete("/api/v1/ops/tokens/" + token).body()).doesNotContain(token);
    }

    @ParameterizedTest
    @CsvSource({"0,MIN,1", "366,MAX,365", "-1,MIN,1", "2147483647,MAX,365"})
    void aTokenLivesForADayToAYear(int days, String code, String limit) {
        String seller = PublicId.SELLER.of(aSeller().id());

        assertThatProblem(Rows.nothingIsWrittenBy(() -> issue(seller, days)))
                .is(ProblemCode.VALIDATION_FAILED)
                .namesField("#/expiresInDays", code, limit);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ops_create_seller(?, gen_random_uuid(), 'x')",
                "ops_create_token(?, gen_random_uuid(), gen_random_uuid(), '\\x00', 'x', 1)",
                "ops_revoke_token(?, gen_random_uuid())"
            })
    void theDatabaseAsksAgainWhetherTheCallerIsOps(String function) {
        String expired = Tokens.ops();
        Tokens.expire(expired);
        List<UUID> others =
                List.of(UUID.randomUUID(), Tokens.idOf(aSeller().calls().token()), Tokens.idOf(expired));

        for (UUID caller : others) {
            assertThatThrownBy(() -> Rows.as(Schema.API).forSystem(handle -> handle.select("SELECT " + function, caller)
                            .mapTo(String.class)
                            .one()))
                    .hasMessageContaining("not asked by a living ops token");
        }
    }

    @Test
    void theApisRoleCannotWriteSellersOrTokensItself() {
        TestSeller seller = aSeller();
        for (String sql : List.of(
                "INSERT INTO seller (id, name) VALUES ('" + seller.id() + "', 'x')",
                "INSERT INTO api_token (id, role, sha256, label, expires_at)"
                        + " VALUES (gen_random_uuid(), 'ops', sha256('x'), 'x', now())",
                "UPDATE api_token SET role = 'ops'",
                "SELECT sha256 FROM api_token",
                "SELECT require_ops_token('" + seller.id() + "')")) {
            assertThatThrownBy(() -> Rows.as(Schema.API).forSeller(seller.id(), handle -> handle.createUpdate(sql)
                            .execute()))
                    .hasMessageContaining("permission denied");
        }
    }

    private Reply issue(String seller, int days) {
        return ops.post(
                "/api/v1/ops/sellers/" + seller + "/tokens", "{\"label\":\"test\",\"expiresInDays\":" + days + "}");
    }

    private static String lastUsed(UUID token) {
        return Rows.text("SELECT last_used_at::text FROM api_token WHERE id = ?", token);
    }
}
