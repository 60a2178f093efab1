package io.marketsync.simulator.access;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.marketsync.simulator.TestMarket;
import io.marketsync.simulator.TestMarket.Answer;

import static org.assertj.core.api.Assertions.assertThat;

class AuthenticationTest {

    private static final String ROLES = "/v1/roles";
    private static final String SELLER = "/v1/seller/info";
    private static final String DEACTIVATED = "Api-key is deactivated, use another one or generate a new one";

    private final TestMarket market = TestMarket.small(42);
    private final String key = market.simulator.keys().of(TestMarket.SHOP).value();

    @AfterEach
    void close() {
        market.close();
    }

    @Test
    void bothHeadersAreRequired() throws Exception {
        assertRefused(market.call(ROLES, "{}", null, key), 401, 16, "Client-Id and Api-Key headers are required");
        assertRefused(
                market.call(ROLES, "{}", TestMarket.SHOP, null), 401, 16, "Client-Id and Api-Key headers are required");
    }

    @Test
    void aWrongKeyIsToldSo() throws Exception {
        String message = "Invalid Api-Key, please check the key and try again";

        assertRefused(market.call(ROLES, "{}", TestMarket.SHOP, "wrong"), 403, 7, message);
        assertRefused(market.call(ROLES, "{}", "999999", key), 403, 7, message);
        String othersKey = market.simulator.keys().of("100102").value();
        assertRefused(market.call(ROLES, "{}", TestMarket.SHOP, othersKey), 403, 7, message);
    }

    @Test
    void aKeyDiesWithItsExpiryAndRolesSayWhen() throws Exception {
        String expiresAt = market.ok(ROLES, "{}").path("expires_at").asText();
        assertThat(expiresAt).isEqualTo(TestMarket.NOW.plus(Duration.ofDays(90)).toString());

        market.simulator.clock().advance(Duration.ofDays(90));
        assertRefused(market.call(ROLES, "{}"), 403, 7, DEACTIVATED);
    }

    @Test
    void aKeyCanBeRevokedExpiredReplacedAndRestored() throws Exception {
        change("{\"clientId\":\"100101\",\"action\":\"revoke\"}");
        assertRefused(market.call(ROLES, "{}"), 403, 7, DEACTIVATED);

        change("{\"clientId\":\"100101\",\"action\":\"restore\"}");
        assertThat(market.call(ROLES, "{}").status()).isEqualTo(200);

        change("{\"clientId\":\"100101\",\"action\":\"expire\"}");
        assertRefused(market.call(ROLES, "{}"), 403, 7, DEACTIVATED);

        change("{\"clientId\":\"100101\",\"action\":\"replace\",\"apiKey\":\"new-key\"}");
        assertThat(market.call(ROLES, "{}", TestMarket.SHOP, key).status()).isEqualTo(403);
        assertThat(market.call(ROLES, "{}", TestMarket.SHOP, "new-key").status())
                .isEqualTo(200);
    }

    @Test
    void aMethodNeedsItsRole() throws Exception {
        change("{\"clientId\":\"100101\",\"action\":\"roles\",\"roles\":[\"Posting FBS\"]}");

        assertRefused(market.call(SELLER, "{}"), 403, 7, "Api-Key is missing a required role for a method");
        assertThat(market.ok(ROLES, "{}").path("roles")).hasSize(1);
        change("{\"clientId\":\"100101\",\"action\":\"restore\"}");
        assertThat(market.ok(SELLER, "{}").path("company").path("currency").asText())
                .isEqualTo("RUB");
    }

    @Test
    void anUnknownActionOrFieldIsRefused() throws Exception {
        assertThat(market.admin("POST", "/admin/keys", "{\"clientId\":\"100101\",\"action\":\"melt\"}")
                        .status())
                .isEqualTo(400);
        assertThat(market.admin("POST", "/admin/keys", "{\"client\":\"100101\"}")
                        .status())
                .isEqualTo(400);
        assertThat(market.admin("POST", "/admin/keys", "{\"clientId\":\"1\",\"action\":\"revoke\"}")
                        .status())
                .isEqualTo(404);
    }

    private void change(String body) throws Exception {
        assertThat(market.admin("POST", "/admin/keys", body).status()).isEqualTo(200);
    }

    private static void assertRefused(Answer answer, int status, int code, String message) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("code").asInt()).isEqualTo(code);
        assertThat(answer.json().path("message").asText()).isEqualTo(message);
    }
}
