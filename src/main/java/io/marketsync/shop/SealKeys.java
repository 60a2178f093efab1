package io.marketsync.shop;

import java.security.GeneralSecurityException;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyTemplates;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;

/**
 * A new pair of keysets for {@link KeySealer} and {@link KeyOpener}.
 *
 * @param publicKeyset for the api
 * @param privateKeyset for the workers alone
 */
public record SealKeys(String publicKeyset, String privateKeyset) {

    public static SealKeys generate() {
        try {
            KeySealer.register();
            KeysetHandle keys =
                    KeysetHandle.generateNew(KeyTemplates.get("DHKEM_X25519_HKDF_SHA256_HKDF_SHA256_AES_256_GCM"));
            return new SealKeys(
                    TinkJsonProtoKeysetFormat.serializeKeysetWithoutSecret(keys.getPublicKeysetHandle()),
                    TinkJsonProtoKeysetFormat.serializeKeyset(keys, InsecureSecretKeyAccess.get()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("keys could not be generated", e);
        }
    }

    @Override
    public String toString() {
        return "SealKeys[***]";
    }
}
