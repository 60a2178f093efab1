package io.marketsync.api.security;

import java.security.SecureRandom;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.api.edge.EdgeProfile;
import io.marketsync.api.edge.FakeTokens;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.edge.Wire;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.shop.TokenText;
import io.marketsync.shop.TokenText.Mode;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@TestProfile(EdgeProfile.class)
class BearerTest {

    @Inject
    FakeTokens tokens;

    private final Wire wire = Wire.toTheApp();

    @AfterEach
    void databaseIsBack() {
        tokens.setDown(false);
    }

    @Test
    void sellerReachesSellerRoutesAndIsKnownByUuid() {
        Reply reply = with("/api/v1/probe/seller", tokens.seller());

        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        assertThat(reply.json().path("seller").asText()).isEqualTo(FakeTokens.SELLER_ID.toString());
    }

    @Test
    void rolesAreKeptApart() {
        assertThat(with("/api/v1/probe/ops", tokens.ops()).status()).isEqualTo(200);
        assertThatProblem(with("/api/v1/probe/ops", tokens.seller())).is(ProblemCode.FORBIDDEN);
        assertThatProblem(with("/api/v1/probe/seller", tokens.ops())).is(ProblemCode.FORBIDDEN);
    }

    @Test
    void anOperatorIsNoSeller() {
        assertThatProblem(with("/api/v1/probe/both", tokens.ops())).is(ProblemCode.FORBIDDEN);
    }

    @Test
    void routesWithoutAnAnnotationAnswerNobody() {
        assertThatProblem(wire.get("/api/v1/probe/unannotated")).is(ProblemCode.MISSING_TOKEN);
        assertThatProblem(with("/api/v1/probe/unannotated", tokens.seller())).is(ProblemCode.FORBIDDEN);
        assertThatProblem(with("/api/v1/probe/unannotated", tokens.ops())).is(ProblemCode.FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/probe/seller",
                "/api/v1/probe/ops",
                "/api/v1/probe/both",
                "/api/v1/probe/list",
                "/api/v1/probe/item/42"
            })
    void anonymousCallsAreChallenged(String path) {
        Reply reply = wire.get(path);

        assertThatProblem(reply).is(ProblemCode.MISSING_TOKEN);
        assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"marketsync\"");
    }

    @Test
    void publicRoutesNeedNoToken() {
        assertThat(wire.get("/api/v1/probe/public").status()).isEqualTo(200);
        assertThat(with("/api/v1/probe/public", tokens.ops()).status()).isEqualTo(200);
    }

    @Test
    void anUnknownTokenIsRefusedEverywhere() {
        String unknown = TokenText.generate(new SecureRandom(), Mode.LIVE).reveal();

        for (String path : new String[] {"/api/v1/probe/seller", "/api/v1/probe/public", "/api/v1/none"}) {
            Reply reply = with(path, unknown);
            assertThatProblem(reply).is(ProblemCode.INVALID_TOKEN);
            assertThat(reply.header("WWW-Authenticate"))
                    .isEqualTo("Bearer realm=\"marketsync\", error=\"invalid_token\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "ms_live_", "ms_live_000000000000000000000000000000000000", "null", "*"})
    void aTokenWithAWrongChecksumCausesNoLookup(String token) {
        int before = tokens.lookups();

        assertThat(with("/api/v1/probe/seller", token).status()).isEqualTo(401);
        assertThat(tokens.lookups()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic dXNlcjpwYXNz", "Digest x", "Bearer", "bearerx"})
    void otherSchemesCountAsNoToken(String header) {
        assertThatProblem(wire.get("/api/v1/probe/seller", "Authorization: " + header))
                .is(ProblemCode.MISSING_TOKEN);
    }

    @Test
    void twoTokensAreRefused() {
        String token = tokens.seller();
        String request = "GET /api/v1/probe/seller HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + ("Authorization: Bearer " + token + "\r\n").repeat(2) + "\r\n";

        assertThatProblem(wire.exchange(request.getBytes())).is(ProblemCode.INVALID_TOKEN);
    }

    @Test
    void theSchemeIsCaseInsensitive() {
        assertThat(wire.get("/api/v1/probe/seller", "Authorization: bEARER " + tokens.seller())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aTokenInTheQueryIsNoToken() {
        assertThatProblem(wire.get("/api/v1/probe/seller?access_token=" + tokens.seller()))
                .is(ProblemCode.MISSING_TOKEN);
    }

    @Test
    void whenTheDatabaseIsDownNobodyGetsIn() {
        tokens.setDown(true);

        Reply reply = with("/api/v1/probe/seller", tokens.seller());

        assertThatProblem(reply).is(ProblemCode.UNAVAILABLE).retryAfter(5);
        assertThat(reply.body()).doesNotContain("db-secret-host");
    }

    private Reply with(String path, String token) {
        return wire.get(path, "Authorization: Bearer " + token);
    }
}
