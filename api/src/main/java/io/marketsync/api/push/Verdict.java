package io.marketsync.api.push;

import io.marketsync.api.problem.FieldError;
import io.marketsync.api.problem.Language;
import io.marketsync.api.problem.ProblemTexts;
import io.marketsync.push.Refusal;

/** What became of an item, as its seller reads it: all but the status is null when it was accepted. */
public record Verdict(String status, String code, String pointer, String detail) {

    private static final Verdict ACCEPTED = new Verdict("accepted", null, null, null);

    /** @param refusal null when nothing is wrong with the item */
    public static Verdict of(int index, Refusal refusal, ProblemTexts texts, Language language) {
        if (refusal == null) {
            return ACCEPTED;
        }
        FieldError error =
                FieldError.of(ItemUpdates.place(index) + refusal.member(), refusal.code(), refusal.arguments());
        return new Verdict("rejected", error.code(), error.pointer(), texts.fieldDetail(error, language));
    }

    public boolean accepted() {
        return code == null;
    }
}
