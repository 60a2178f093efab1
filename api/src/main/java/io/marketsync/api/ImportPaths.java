package io.marketsync.api;

/** Where sellers send files: their bodies are not read before somebody streams them. */
public final class ImportPaths {

    public static final String ROOT = "/api/v1/imports";

    private ImportPaths() {}

    /** What came of the rows that one did not take. */
    public static String rejects(String operation) {
        return ROOT + "/" + operation + "/rejects";
    }
}
