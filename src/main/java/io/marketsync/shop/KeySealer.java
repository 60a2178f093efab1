package io.marketsync.shop;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.hybrid.HybridConfig;

/**
 * Seals marketplace keys so that only workers can open them: an AES-256-GCM data key for each row, wrapped by HPKE for the
 * workers' public key. Both halves are bound to seller and shop: a ciphertext moved to another row does not open.
 */
public final class KeySealer {

    private final HybridEncrypt wrap;

    /** @param publicKeyset Tink JSON keyset of public keys */
    public KeySealer(String publicKeyset) {
        try {
            register();
            KeysetHandle keys = TinkJsonProtoKeysetFormat.parseKeysetWithoutSecret(publicKeyset);
            this.wrap = keys.getPrimitive(RegistryConfiguration.get(), HybridEncrypt.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "marketsync.seal.public-keyset holds no usable Tink keyset of public keys", e);
        }
    }

    public SealedKey seal(Secret key, UUID seller, UUID shop) {
        try {
            KeysetHandle dataKey = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
            byte[] row = row(seller, shop);
            Aead cipher = dataKey.getPrimitive(RegistryConfiguration.get(), Aead.class);
            byte[] sealed = cipher.encrypt(key.reveal().getBytes(StandardCharsets.UTF_8), row);
            return new SealedKey(wrap(dataKey, row), sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key could not be sealed", e);
        }
    }

    byte[] wrap(KeysetHandle dataKey, byte[] row) throws GeneralSecurityException {
        return wrap.encrypt(TinkProtoKeysetFormat.serializeKeyset(dataKey, InsecureSecretKeyAccess.get()), row);
    }

    static byte[] row(UUID seller, UUID shop) {
        return ("ms1|" + seller + "|" + shop + "|api_key").getBytes(StandardCharsets.UTF_8);
    }

    static void register() throws GeneralSecurityException {
        AeadConfig.register();
        HybridConfig.register();
    }
}
