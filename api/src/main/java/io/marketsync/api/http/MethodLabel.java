package io.marketsync.api.http;

import java.util.List;

/** HTTP methods as a metric label; a caller may invent methods, so unknown ones share a label. */
final class MethodLabel {

    static final String OTHER = "OTHER";
    static final List<String> ALL = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", OTHER);

    private MethodLabel() {}

    static String of(String method) {
        return ALL.contains(method) ? method : OTHER;
    }
}
