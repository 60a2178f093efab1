package io.marketsync.api.problem;

import java.util.List;
import java.util.Locale;

/** The languages of the problem texts; English when the caller asks for none of them. */
public enum Language {
    EN,
    RU,
    ZH;

    // A header longer than any browser sends is not worth parsing.
    private static final int MAX_HEADER = 256;

    /** Picks by Accept-Language with its weights; a missing or unreadable header means English. */
    public static Language negotiate(String acceptLanguage) {
        if (acceptLanguage == null || acceptLanguage.isBlank() || acceptLanguage.length() > MAX_HEADER) {
            return EN;
        }
        try {
            List<Locale> offered = List.of(EN.locale(), RU.locale(), ZH.locale());
            Locale best = Locale.lookup(Locale.LanguageRange.parse(acceptLanguage), offered);
            return best == null ? EN : valueOf(best.getLanguage().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return EN;
        }
    }

    public Locale locale() {
        return Locale.forLanguageTag(tag());
    }

    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
