package io.marketsync.api;

/** Where marketplaces call. The last part of such a path is a secret: it belongs into no log line. */
public final class WebhookPaths {

    public static final String ROOT = "/webhooks";

    private static final String PREFIX = ROOT + "/";

    private WebhookPaths() {}

    public static boolean isOne(String path) {
        return path != null && path.startsWith(PREFIX);
    }

    public static String of(String marketplace, String secret) {
        return PREFIX + marketplace + "/" + secret;
    }

    /** The marketplace that a path names, whether there is one or not. */
    public static String marketplace(String path) {
        int end = path.indexOf('/', PREFIX.length());
        return path.substring(PREFIX.length(), end < 0 ? path.length() : end);
    }

    /** The path as a log line may show it. */
    public static String masked(String path) {
        return isOne(path) ? PREFIX + "***" : path;
    }
}
