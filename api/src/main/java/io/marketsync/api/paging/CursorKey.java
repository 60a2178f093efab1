package io.marketsync.api.paging;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;

/** The key that signs cursors. A process of the prod profile does not start without it. */
@Singleton
public class CursorKey {

    static final String PROPERTY = "marketsync.api.cursor-key";
    private static final int MIN_BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    @Inject
    CursorKey(CursorConfig config) {
        this(config.cursorKey(), ConfigUtils.isProfileActive("prod"));
    }

    CursorKey(Optional<String> configured, boolean mandatory) {
        if (configured.isEmpty() && mandatory) {
            throw new IllegalStateException(
                    PROPERTY + " is not set; it must be base64 of at least " + MIN_BYTES + " random bytes");
        }
        this.key = new SecretKeySpec(configured.map(CursorKey::decode).orElseGet(CursorKey::random), ALGORITHM);
    }

    /** Observed so that a bad key stops the start-up and not the first request for a second page. */
    void check(@Observes StartupEvent starting) {}

    byte[] sign(byte[] content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }

    private static byte[] decode(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            // The cause would quote characters of the key.
            throw new IllegalStateException(PROPERTY + " is not base64");
        }
        if (bytes.length < MIN_BYTES) {
            throw new IllegalStateException(
                    PROPERTY + " has " + bytes.length + " bytes; it needs at least " + MIN_BYTES);
        }
        return bytes;
    }

    private static byte[] random() {
        byte[] bytes = new byte[MIN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
