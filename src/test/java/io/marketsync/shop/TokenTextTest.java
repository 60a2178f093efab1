package io.marketsync.shop;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.marketsync.shop.TokenText.Mode;

import static org.assertj.core.api.Assertions.assertThat;

class TokenTextTest {

    private final SecureRandom random = new SecureRandom();

    @Test
    void generatedTokenHasTheDocumentedForm() {
        assertThat(TokenText.generate(random, Mode.LIVE).reveal()).matches("ms_live_[0-9A-Za-z]{36}");
        assertThat(TokenText.generate(random, Mode.TEST).reveal()).matches("ms_test_[0-9A-Za-z]{36}");
    }

    @Test
    void generatedTokenParsesBackToTheSameHash() {
        TokenText token = TokenText.generate(random, Mode.TEST);

        assertThat(TokenText.parse(token.reveal())).hasValueSatisfying(parsed -> {
            assertThat(parsed.mode()).isEqualTo(Mode.TEST);
            assertThat(parsed.sha256()).isEqualTo(token.sha256()).hasSize(32);
        });
    }

    /** Pins the format: tokens already handed out must stay valid. */
    @Test
    void aTokenOfTheFirstReleaseParses() {
        // A checksum of all other characters, not a token of any installation.
        assertThat(TokenText.parse("ms_test_" + "0123456789ABCDEFGHIJabcdefghij0ic8jG"))
                .isPresent();
    }

    @Test
    void everySingleChangedCharacterIsRefused() {
        String text = TokenText.generate(random, Mode.LIVE).reveal();

        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'x' ? 'y' : 'x';
            assertThat(TokenText.parse(text.substring(0, i) + other + text.substring(i + 1)))
                    .as("changed at %d", i)
                    .isEmpty();
        }
    }

    @Test
    void theOtherPrefixIsRefused() {
        String text = TokenText.generate(random, Mode.TEST).reveal();

        assertThat(TokenText.parse(text.replace("ms_test_", "ms_live_"))).isEmpty();
    }

    @Test
    void garbageIsRefusedAndNeverThrows() {
        long seed = System.nanoTime();
        Random garbage = new Random(seed);
        assertThat(TokenText.parse(null)).isEmpty();
        assertThat(TokenText.parse("")).isEmpty();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(garbage.nextBoolean() ? "ms_live_" : "");
            garbage.ints(garbage.nextInt(60), 0, 0x10FFFF).forEach(text::appendCodePoint);
            assertThat(TokenText.parse(text.toString())).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void tokensDiffer() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            assertThat(seen.add(TokenText.generate(random, Mode.LIVE).reveal())).isTrue();
        }
    }

    @Test
    void printingShowsOnlyThePrefix() {
        TokenText token = TokenText.generate(random, Mode.LIVE);

        assertThat(token).hasToString("ms_live_***");
    }
}
