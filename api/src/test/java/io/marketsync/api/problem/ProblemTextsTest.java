package io.marketsync.api.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class ProblemTextsTest {

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyCodeHasAllTextsWithItsParameters(Language language) {
        ProblemTexts texts = new ProblemTexts();
        for (ProblemCode code : ProblemCode.values()) {
            assertThat(texts.title(code, language)).as("%s title", code).isNotBlank();
            assertThat(texts.hint(code, language)).as("%s hint", code).isNotBlank();
            assertThat(placeholders(texts.detailPattern(code, language)))
                    .as("%s detail", code)
                    .isEqualTo(new TreeSet<>(code.parameters()));
        }
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void bundlesHaveTheSameKeysAndPlaceholders(Language language) {
        ResourceBundle english = bundle(Language.EN);
        ResourceBundle other = bundle(language);

        assertThat(other.keySet()).isEqualTo(english.keySet());
        for (String key : english.keySet()) {
            assertThat(placeholders(other.getString(key))).as(key).isEqualTo(placeholders(english.getString(key)));
        }
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void noTextBelongsToARemovedCode(Language language) {
        List<String> orphans = new ArrayList<>();
        for (String key : bundle(language).keySet()) {
            String owner = key.substring(0, key.indexOf('.'));
            if (!owner.equals("field")
                    && Set.of(ProblemCode.values()).stream()
                            .noneMatch(code -> code.name().equals(owner))) {
                orphans.add(key);
            }
        }
        assertThat(orphans).isEmpty();
    }

    @Test
    void translationsAreTranslated() {
        ResourceBundle english = bundle(Language.EN);
        for (String key : english.keySet()) {
            assertThat(bundle(Language.RU).getString(key)).as(key).containsPattern("\\p{IsCyrillic}");
            assertThat(bundle(Language.ZH).getString(key)).as(key).containsPattern("\\p{IsHan}");
        }
    }

    @Test
    void longArgumentsAreCut() {
        String detail = new ProblemTexts()
                .detail(ProblemCode.SHOP_NOT_FOUND, Language.EN, Map.of("shop", "$1\\x" + "y".repeat(5_000)));

        assertThat(detail).contains("$1\\x").hasSizeLessThan(300);
    }

    private static ResourceBundle bundle(Language language) {
        return ResourceBundle.getBundle(
                "io.marketsync.api.problem.problems",
                Locale.forLanguageTag(language.tag()),
                Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
    }

    private static Set<String> placeholders(String text) {
        Set<String> names = new TreeSet<>();
        Pattern.compile("\\{(\\w+)}").matcher(text).results().forEach(found -> names.add(found.group(1)));
        return names;
    }
}
