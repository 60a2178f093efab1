package io.marketsync.api.push;

import io.marketsync.api.problem.FieldError;
import io.marketsync.api.problem.Language;
import io.marketsync.api.problem.ProblemTexts;

/** What became of an item, as its seller reads it: all but the status is null when it was accepted. */
public record Verdict(String status, String code, String pointer, String detail) {

    private static final Verdict ACCEPTED = new Verdict("accepted", null, null, null);

    /** @param error null when nothing is wrong with it */
    public static Verdict of(FieldError error, ProblemTexts texts, Language language) {
        return error == null
                ? ACCEPTED
                : new Verdict("rejected", error.code(), error.pointer(), texts.fieldDetail(error, language));
    }

    public boolean accepted() {
        return code == null;
    }
}
