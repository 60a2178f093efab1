package io.marketsync.api.paging;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CursorsTest {

    private static final UUID SELLER = UUID.randomUUID();
    private static final CursorScope SCOPE = CursorScope.of("postings", SELLER).with("status", "new");

    private final Cursors cursors = new Cursors(new CursorKey(Optional.empty(), false));

    @Test
    void whatWasWrittenIsRead() {
        Instant time = Instant.parse("2026-11-20T10:00:00.123456Z");
        UUID id = UUID.randomUUID();

        Keyset read = cursors.read(cursors.write(Keyset.of(time, id, 7L, "Ю/я"), SCOPE), SCOPE);

        assertThat(read.instant(0)).isEqualTo(time);
        assertThat(read.uuid(1)).isEqualTo(id);
        assertThat(read.number(2)).isEqualTo(7);
        assertThat(read.text(3)).isEqualTo("Ю/я");
    }

    @Test
    void cursorNeedsNoEncodingInAUrl() {
        assertThat(cursors.write(Keyset.of("a"), SCOPE)).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void anotherScopeIsAMismatch() {
        String cursor = cursors.write(Keyset.of("a"), SCOPE);

        assertRefused(cursor, CursorScope.of("postings", SELLER), ProblemCode.CURSOR_MISMATCH);
        assertRefused(cursor, CursorScope.of("postings", SELLER).with("status", "old"), ProblemCode.CURSOR_MISMATCH);
        assertRefused(cursor, SCOPE.with("shop", "1"), ProblemCode.CURSOR_MISMATCH);
        assertRefused(cursor, CursorScope.of("shops", SELLER).with("status", "new"), ProblemCode.CURSOR_MISMATCH);
        assertRefused(
                cursor,
                CursorScope.of("postings", UUID.randomUUID()).with("status", "new"),
                ProblemCode.CURSOR_MISMATCH);
    }

    @Test
    void filtersAreOneScopeInAnyOrderAndAbsentOnesDoNotCount() {
        CursorScope one = SCOPE.with("a", "1").with("b", "2").with("c", null);
        CursorScope other = SCOPE.with("b", "2").with("a", "1");

        assertThat(cursors.read(cursors.write(Keyset.of("x"), one), other)).isEqualTo(Keyset.of("x"));
    }

    @Test
    void filtersCannotBeShiftedIntoEachOther() {
        assertThat(SCOPE.with("a", "1").with("b", "2").hash())
                .isNotEqualTo(SCOPE.with("a", "1filter.b2").hash());
        assertThat(SCOPE.with("list", "x").hash()).isNotEqualTo(SCOPE.hash());
    }

    @Test
    void everyFlippedBitIsRefused() {
        byte[] signed = Base64.getUrlDecoder().decode(cursors.write(Keyset.of("2026", "id"), SCOPE));
        for (int bit = 0; bit < signed.length * 8; bit++) {
            byte[] forged = signed.clone();
            forged[bit / 8] ^= (byte) (1 << bit % 8);
            assertRefused(base64(forged), SCOPE, ProblemCode.BAD_CURSOR);
        }
    }

    @Test
    void everyTruncationAndExtensionIsRefused() {
        String cursor = cursors.write(Keyset.of("2026", "id"), SCOPE);
        for (int length = 0; length < cursor.length(); length++) {
            assertRefused(cursor.substring(0, length), SCOPE, ProblemCode.BAD_CURSOR);
        }
        for (String more : List.of("A", "AA", "=", " ", "\n", "\u0000")) {
            assertRefused(cursor + more, SCOPE, ProblemCode.BAD_CURSOR);
        }
    }

    @Test
    void theKeyOfAnotherInstallationIsRefused() {
        Cursors others = new Cursors(new CursorKey(Optional.empty(), false));

        assertRefused(others.write(Keyset.of("a"), SCOPE), SCOPE, ProblemCode.BAD_CURSOR);
    }

    @Test
    void garbageIsRefusedAndNeverFails() {
        long seed = System.nanoTime();
        System.out.println("CursorsTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            String text = random.nextBoolean() ? base64(bytes) : new String(bytes);
            assertRefused(text, SCOPE, ProblemCode.BAD_CURSOR);
        }
    }

    @Test
    void lengthIsBounded() {
        assertRefused("A".repeat(Cursors.MAX_LENGTH + 1), SCOPE, ProblemCode.BAD_CURSOR);
        assertThatThrownBy(() -> cursors.write(Keyset.of("x".repeat(2_000)), SCOPE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void missingKeyStopsTheStartUpAndNamesTheProperty() {
        assertThatThrownBy(() -> new CursorKey(Optional.empty(), true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("marketsync.api.cursor-key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "c2hvcnQ=", "not base64 !"})
    void badKeyStopsTheStartUpInEveryProfileAndIsNotShown(String key) {
        assertThatThrownBy(() -> new CursorKey(Optional.of(key), false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("marketsync.api.cursor-key")
                .satisfies(failure -> assertThat(failure.getMessage() + failure.getCause())
                        .doesNotContain(key.isEmpty() ? "\u0000" : key));
    }

    @Test
    void cursorsAreReadByEveryProcessWithTheSameKey() {
        Optional<String> key = Optional.of(Base64.getEncoder().encodeToString(new byte[32]));
        String cursor = new Cursors(new CursorKey(key, true)).write(Keyset.of("a"), SCOPE);

        assertThat(new Cursors(new CursorKey(key, true)).read(cursor, SCOPE)).isEqualTo(Keyset.of("a"));
    }

    private void assertRefused(String cursor, CursorScope scope, ProblemCode code) {
        assertThatThrownBy(() -> cursors.read(cursor, scope))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(code));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
