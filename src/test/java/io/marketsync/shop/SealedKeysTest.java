package io.marketsync.shop;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.queue.JobRunrJson;
import io.marketsync.testing.Printed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** A marketplace key at rest opens for its own row, with the workers' key, unaltered; in every other case it does not. */
class SealedKeysTest {

    private static final String KEY = "b1c2d3e4-f5a6-4b7c-8d9e-0f1a2b3c4d5e";
    private static final UUID SELLER = UUID.randomUUID();
    private static final UUID SHOP = UUID.randomUUID();
    private static final SealKeys KEYS = SealKeys.generate();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KeySealer sealer = new KeySealer(KEYS.publicKeyset());
    private final KeyOpener opener = new KeyOpener(KEYS.privateKeyset());
    private final SealedKey sealed = sealer.seal(new Secret(KEY), SELLER, SHOP);

    @ParameterizedTest
    @ValueSource(strings = {KEY, "", "ключ 🔑", "a\u0000b\n"})
    void whatIsSealedOpens(String key) {
        SealedKey row = sealer.seal(new Secret(key), SELLER, SHOP);
        assertThat(opener.open(row, SELLER, SHOP).reveal()).isEqualTo(key);
    }

    @Test
    void theSameKeyIsSealedDifferentlyEachTime() {
        SealedKey again = sealer.seal(new Secret(KEY), SELLER, SHOP);
        assertThat(again.sealedKey()).isNotEqualTo(sealed.sealedKey());
        assertThat(again.wrappedKey()).isNotEqualTo(sealed.wrappedKey());
    }

    @Test
    void aRowMovedToAnotherSellerOrShopDoesNotOpen() {
        assertDoesNotOpen(sealed, UUID.randomUUID(), SHOP);
        assertDoesNotOpen(sealed, SELLER, UUID.randomUUID());
        assertDoesNotOpen(sealed, SHOP, SELLER);
    }

    @Test
    void halvesOfTwoRowsDoNotOpenTogether() {
        SealedKey other = sealer.seal(new Secret("another"), SELLER, SHOP);
        assertDoesNotOpen(new SealedKey(sealed.wrappedKey(), other.sealedKey()), SELLER, SHOP);
        assertDoesNotOpen(new SealedKey(other.wrappedKey(), sealed.sealedKey()), SELLER, SHOP);
        assertDoesNotOpen(new SealedKey(sealed.sealedKey(), sealed.wrappedKey()), SELLER, SHOP);
    }

    @Test
    void aCutOrLengthenedRowDoesNotOpen() {
        alteredByLength(sealed.wrappedKey())
                .forEach(cut -> assertDoesNotOpen(new SealedKey(cut, sealed.sealedKey()), SELLER, SHOP));
        alteredByLength(sealed.sealedKey())
                .forEach(cut -> assertDoesNotOpen(new SealedKey(sealed.wrappedKey(), cut), SELLER, SHOP));
    }

    @Test
    void noFlippedBitGoesUnnoticed() {
        eachFlippedBit(sealed.wrappedKey(), flipped -> new SealedKey(flipped, sealed.sealedKey()));
        eachFlippedBit(sealed.sealedKey(), flipped -> new SealedKey(sealed.wrappedKey(), flipped));
    }

    @Test
    void anotherWorkersKeyDoesNotOpen() {
        KeyOpener stranger = new KeyOpener(SealKeys.generate().privateKeyset());
        assertThatThrownBy(() -> stranger.open(sealed, SELLER, SHOP)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void thePublicHalfHoldsNothingPrivate() throws JsonProcessingException {
        for (JsonNode key : JSON.readTree(KEYS.publicKeyset()).get("key")) {
            assertThat(key.at("/keyData/keyMaterialType").asText()).isEqualTo("ASYMMETRIC_PUBLIC");
        }
        assertThat(material(KEYS.publicKeyset())).hasSizeLessThan(material(KEYS.privateKeyset()).length);
        assertThat(hex(KEYS.publicKeyset())).doesNotContain(privateScalar());
        assertThat(hex(KEYS.privateKeyset())).contains(privateScalar());
    }

    /** Each half in the other's place stops the start, and the refusal repeats nothing of it. */
    @Test
    void eachHalfIsRefusedInTheOthersPlace() {
        assertRefusedWithoutRepeating(catchThrowable(() -> new KeyOpener(KEYS.publicKeyset())), KEYS.publicKeyset());
        assertRefusedWithoutRepeating(catchThrowable(() -> new KeySealer(KEYS.privateKeyset())), KEYS.privateKeyset());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "[]",
                "{\"primaryKeyId\":1,\"key\":[]}",
                "s3cret-but-no-json",
                "{\"key\":\"s3cret\"}"
            })
    void whatIsNoKeysetStopsTheStartAndIsNotRepeated(String garbage) {
        assertRefusedWithoutRepeating(catchThrowable(() -> new KeyOpener(garbage)), "s3cret");
        assertRefusedWithoutRepeating(catchThrowable(() -> new KeySealer(garbage)), "s3cret");
    }

    @Test
    void keysRotateWithoutOpeningAnyMarketplaceKey() throws GeneralSecurityException {
        int rows = 200;
        List<SealedKey> old = IntStream.range(0, rows)
                .mapToObj(i -> sealer.seal(new Secret(KEY + i), SELLER, SHOP))
                .toList();
        SealKeys next = SealKeys.generate();
        KeyOpener both = new KeyOpener(newFirst(next, KEYS));
        KeySealer nextSealer = new KeySealer(next.publicKeyset());
        long start = System.nanoTime();
        List<SealedKey> rewrapped = old.stream()
                .map(row -> both.rewrap(row, nextSealer, SELLER, SHOP))
                .toList();
        Printed.figure("SealedKeysTest: %d rewraps in %d ms", rows, (System.nanoTime() - start) / 1_000_000);

        KeyOpener onlyNew = new KeyOpener(next.privateKeyset());
        for (int i = 0; i < rows; i++) {
            assertThat(both.open(old.get(i), SELLER, SHOP).reveal()).isEqualTo(KEY + i);
            assertThat(onlyNew.open(rewrapped.get(i), SELLER, SHOP).reveal()).isEqualTo(KEY + i);
            assertThat(rewrapped.get(i).sealedKey())
                    .as("not encrypted again")
                    .isEqualTo(old.get(i).sealedKey());
        }
        assertThatThrownBy(() -> onlyNew.open(old.getFirst(), SELLER, SHOP)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> opener.open(rewrapped.getFirst(), SELLER, SHOP))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void rewrappingRefusesAMovedRow() {
        assertThatThrownBy(() -> opener.rewrap(sealed, sealer, UUID.randomUUID(), SHOP))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothingPrintsASecret() {
        ShopAccess access = new ShopAccess(SELLER, SHOP, "ozon", "1", new Secret(KEY), 1);
        assertThat(List.of(new Secret(KEY), access, KEYS, sealed, Map.of("key", new Secret(KEY))))
                .map(Object::toString)
                .noneMatch(text -> text.contains(KEY) || text.contains("keyData"));
    }

    /** JobRunr's own mapper sees fields of any visibility, and so may others. */
    @Test
    void noJsonRevealsASecret() throws JsonProcessingException {
        ObjectMapper nosy = new ObjectMapper()
                .setVisibility(PropertyAccessor.ALL, Visibility.ANY)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
        ShopAccess access = new ShopAccess(SELLER, SHOP, "ozon", "1", new Secret(KEY), 1);
        for (Object holder : List.of(new Secret(KEY), access, List.of(new Secret(KEY)))) {
            assertThat(nosy.writeValueAsString(holder)).doesNotContain(KEY);
            assertThat(new JobRunrJson().serialize(holder)).doesNotContain(KEY);
        }
    }

    private void assertDoesNotOpen(SealedKey row, UUID seller, UUID shop) {
        assertThatThrownBy(() -> opener.open(row, seller, shop))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(shop.toString())
                .hasMessageNotContaining(KEY);
    }

    private static List<byte[]> alteredByLength(byte[] whole) {
        return IntStream.rangeClosed(0, whole.length + 1)
                .filter(length -> length != whole.length)
                .mapToObj(length -> Arrays.copyOf(whole, length))
                .toList();
    }

    private void eachFlippedBit(byte[] whole, Function<byte[], SealedKey> row) {
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertDoesNotOpen(row.apply(flipped), SELLER, SHOP);
        }
    }

    private static String newFirst(SealKeys primary, SealKeys old) throws GeneralSecurityException {
        KeysetHandle both = KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(parsed(primary).getPrimary().getKey())
                        .makePrimary())
                .addEntry(KeysetHandle.importKey(parsed(old).getPrimary().getKey()))
                .build();
        return TinkJsonProtoKeysetFormat.serializeKeyset(both, InsecureSecretKeyAccess.get());
    }

    private static KeysetHandle parsed(SealKeys keys) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.parseKeyset(keys.privateKeyset(), InsecureSecretKeyAccess.get());
    }

    private static void assertRefusedWithoutRepeating(Throwable refusal, String keyset) {
        StringWriter printed = new StringWriter();
        refusal.printStackTrace(new PrintWriter(printed));
        assertThat(refusal).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("marketsync.seal.");
        assertThat(printed.toString()).doesNotContain("s3cret");
        if (keyset.contains("keyData")) {
            assertThat(printed.toString()).doesNotContain(value(keyset));
        }
    }

    private static byte[] material(String keyset) {
        return Base64.getDecoder().decode(value(keyset));
    }

    private static String value(String keyset) {
        try {
            return JSON.readTree(keyset).at("/key/0/keyData/value").asText();
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String hex(String keyset) {
        return HexFormat.of().formatHex(material(keyset));
    }

    /** The last field of Tink's HpkePrivateKey: 32 bytes of X25519. */
    private static String privateScalar() {
        String whole = hex(KEYS.privateKeyset());
        return whole.substring(whole.length() - 64);
    }
}
