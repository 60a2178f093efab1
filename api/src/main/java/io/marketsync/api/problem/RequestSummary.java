package io.marketsync.api.problem;

import java.util.Set;

import io.marketsync.api.WebhookPaths;

/** A request as a log line may show it: without query, body, headers or the end of a webhook path, where secrets
 * could be. */
record RequestSummary(String method, String path) {

    private static final Set<String> KNOWN =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");
    private static final int MAX_PATH = 200;

    RequestSummary {
        method = KNOWN.contains(method) ? method : "OTHER";
        // Control characters would split a log line.
        path = WebhookPaths.masked(String.valueOf(path)).replaceAll("[^\\x21-\\x7e]", "?");
        path = path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH) + "…";
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
