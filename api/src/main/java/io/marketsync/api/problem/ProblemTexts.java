package io.marketsync.api.problem;

import java.util.EnumMap;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

/**
 * The texts of {@link ProblemCode}s and field errors in every {@link Language}. Placeholders have names, so that a
 * translation may order them as its grammar wants.
 */
@Singleton
public class ProblemTexts {

    private static final String BUNDLE = "io.marketsync.api.problem.problems";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");
    // Enough for any honest id; an echo of the request must not become a way to amplify it.
    private static final int MAX_ARGUMENT = 200;

    private final Map<Language, ResourceBundle> bundles = new EnumMap<>(Language.class);

    public ProblemTexts() {
        for (Language language : Language.values()) {
            bundles.put(language, load(language));
        }
    }

    public String title(ProblemCode code, Language language) {
        return bundles.get(language).getString(code.name() + ".title");
    }

    public String detail(ProblemCode code, Language language, Map<String, Object> arguments) {
        return fill(detailPattern(code, language), arguments);
    }

    /** The detail with its placeholders still in it, for the page that documents the code. */
    public String detailPattern(ProblemCode code, Language language) {
        return bundles.get(language).getString(code.name() + ".detail");
    }

    public String hint(ProblemCode code, Language language) {
        return bundles.get(language).getString(code.name() + ".hint");
    }

    public String fieldDetail(FieldError error, Language language) {
        ResourceBundle bundle = bundles.get(language);
        String key = "field." + error.code();
        return bundle.containsKey(key) ? fill(bundle.getString(key), error.arguments()) : error.fallback();
    }

    private static ResourceBundle load(Language language) {
        Control exactlyThisLanguage = Control.getNoFallbackControl(Control.FORMAT_PROPERTIES);
        return ResourceBundle.getBundle(
                BUNDLE, language.locale(), ProblemTexts.class.getClassLoader(), exactlyThisLanguage);
    }

    private static String fill(String pattern, Map<String, Object> arguments) {
        return PLACEHOLDER
                .matcher(pattern)
                .replaceAll(found -> Matcher.quoteReplacement(shorten(arguments.get(found.group(1)))));
    }

    private static String shorten(Object argument) {
        String text = String.valueOf(argument);
        return text.length() <= MAX_ARGUMENT ? text : text.substring(0, MAX_ARGUMENT) + "…";
    }
}
