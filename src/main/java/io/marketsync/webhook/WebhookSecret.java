package io.marketsync.webhook;

import java.security.SecureRandom;
import java.util.Base64;

import org.apache.commons.codec.digest.DigestUtils;

/**
 * The last part of a shop's webhook path: 256 random bits, the only thing by which a marketplace without signatures can be told from
 * others. Only its hash is stored. {@link #reveal} is for the one answer that shows a new one.
 */
public final class WebhookSecret {

    private static final int BYTES = 32;

    private final String text;

    private WebhookSecret(String text) {
        this.text = text;
    }

    public static WebhookSecret generate(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new WebhookSecret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Of whatever was called; nothing is checked before, so that every wrong path costs the same. */
    public static WebhookSecret called(String text) {
        return new WebhookSecret(text);
    }

    /** What is stored and looked up. A plain hash is enough above 112 bit of randomness (ASVS 6.5.2). */
    public byte[] sha256() {
        return DigestUtils.sha256(text);
    }

    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "***";
    }
}
