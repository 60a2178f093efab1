package io.marketsync.standalone;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;

import io.marketsync.shop.SealKeys;

/** The keys of a standalone installation, made at its first start and kept with its data. */
record Keys(SealKeys seal, String cursorKey) {

    private static final int CURSOR_KEY_BYTES = 32;
    private static final String SEPARATOR = "\n";

    static Keys of(DataDirectory data) throws IOException {
        String seal = data.kept("seal-keys.json", () -> {
            SealKeys made = SealKeys.generate();
            return oneLine(made.publicKeyset()) + SEPARATOR + oneLine(made.privateKeyset());
        });
        String[] halves = seal.split(SEPARATOR);
        return new Keys(new SealKeys(halves[0], halves[1]), data.kept("cursor-key", Keys::random));
    }

    private static String oneLine(String json) {
        return json.replaceAll("\\s*\\R\\s*", " ");
    }

    private static String random() {
        byte[] key = new byte[CURSOR_KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    @Override
    public String toString() {
        return "Keys[***]";
    }
}
