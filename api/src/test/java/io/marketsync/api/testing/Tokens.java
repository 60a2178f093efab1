package io.marketsync.api.testing;

import java.security.SecureRandom;
import java.util.UUID;

import io.marketsync.shop.TokenText;
import io.marketsync.shop.TokenText.Mode;

/** Puts tokens into the database as an operator of the installation would. */
public final class Tokens {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Tokens() {}

    public static String seller(UUID seller) {
        return stored(seller, "seller");
    }

    public static String ops() {
        return stored(null, "ops");
    }

    public static String unknown() {
        return TokenText.generate(RANDOM, Mode.TEST).reveal();
    }

    public static UUID idOf(String token) {
        return Rows.all().withHandle(handle -> handle.select("SELECT id FROM api_token WHERE sha256 = ?", hash(token))
                .mapTo(UUID.class)
                .one());
    }

    public static void revoke(String token) {
        Rows.run("UPDATE api_token SET revoked_at = now() WHERE sha256 = ?", hash(token));
    }

    public static void expire(String token) {
        Rows.run("UPDATE api_token SET expires_at = now() - interval '1 second' WHERE sha256 = ?", hash(token));
    }

    private static byte[] hash(String token) {
        return TokenText.parse(token).orElseThrow().sha256();
    }

    private static String stored(UUID seller, String role) {
        TokenText token = TokenText.generate(RANDOM, Mode.TEST);
        Rows.run(
                "INSERT INTO api_token (id, seller_id, role, sha256, label, expires_at)"
                        + " VALUES (?, ?, ?, ?, 'test', now() + interval '1 day')",
                UUID.randomUUID(),
                seller,
                role,
                token.sha256());
        return token.reveal();
    }
}
