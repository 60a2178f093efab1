package io.marketsync.shop;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.TinkProtoKeysetFormat;

/** Opens what {@link KeySealer} sealed. Only workers hold the private half. */
public final class KeyOpener {

    private final HybridDecrypt unwrap;

    /** @param privateKeyset Tink JSON keyset; its primary and its old keys all open */
    public KeyOpener(String privateKeyset) {
        try {
            KeySealer.register();
            KeysetHandle keys = TinkJsonProtoKeysetFormat.parseKeyset(privateKeyset, InsecureSecretKeyAccess.get());
            this.unwrap = keys.getPrimitive(RegistryConfiguration.get(), HybridDecrypt.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "marketsync.seal.private-keyset holds no usable Tink keyset of private keys");
        }
    }

    /** @throws IllegalStateException when the ciphertext was altered, belongs to another row, or its key is gone */
    public Secret open(SealedKey sealed, UUID seller, UUID shop) {
        byte[] row = KeySealer.row(seller, shop);
        try {
            Aead cipher = dataKey(sealed, row).getPrimitive(RegistryConfiguration.get(), Aead.class);
            return new Secret(new String(cipher.decrypt(sealed.sealedKey(), row), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw cannotOpen(shop);
        }
    }

    /** The same key wrapped for new workers' keys; the marketplace key itself is not opened. */
    public SealedKey rewrap(SealedKey sealed, KeySealer newKeys, UUID seller, UUID shop) {
        byte[] row = KeySealer.row(seller, shop);
        try {
            return new SealedKey(newKeys.wrap(dataKey(sealed, row), row), sealed.sealedKey());
        } catch (GeneralSecurityException e) {
            throw cannotOpen(shop);
        }
    }

    private KeysetHandle dataKey(SealedKey sealed, byte[] row) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.parseKeyset(
                unwrap.decrypt(sealed.wrappedKey(), row), InsecureSecretKeyAccess.get());
    }

    private static IllegalStateException cannotOpen(UUID shop) {
        return new IllegalStateException("the key of shop " + shop + " does not open with this private keyset");
    }
}
