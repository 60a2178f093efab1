package io.marketsync.api.imports;

import io.marketsync.imports.ImportFile.Format;
import io.marketsync.imports.ImportFile.What;

/** What a seller says of a file besides its text. */
record NewImport(String shop, What what, Format format) {

    /** With the sum of its text: what makes two requests the same. */
    String fingerprint(String sha256) {
        return "POST /imports " + shop + " " + what.word() + " " + format.word() + " " + sha256;
    }
}
