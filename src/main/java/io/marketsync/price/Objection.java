package io.marketsync.price;

import java.util.Map;

import io.marketsync.push.ItemError;

/**
 * Why a price is not let out.
 *
 * @param member of the price which is to blame, as sellers know it
 * @param code a word of ours; sellers' texts are found by it
 * @param bound what the member would have to be, or at least, or at most
 * @param advice for the seller: what to do
 */
public record Objection(String member, String code, String bound, String advice) {

    public Map<String, Object> arguments() {
        return Map.of("bound", bound);
    }

    /** It stays so until somebody changes something. */
    public ItemError error() {
        return new ItemError(true, code, advice);
    }
}
