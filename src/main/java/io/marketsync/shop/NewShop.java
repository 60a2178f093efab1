package io.marketsync.shop;

import java.util.UUID;

/** @param keyHint last characters of the key, at most 4, to recognise it by */
public record NewShop(
        UUID id, UUID sellerId, String marketplace, String name, String clientId, SealedKey key, String keyHint) {

    /** Enough to tell two keys apart, too little to guess one; nothing of a short key. */
    public static String hint(String apiKey) {
        return apiKey.length() < 12 ? "" : apiKey.substring(apiKey.length() - 4);
    }
}
