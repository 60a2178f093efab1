package io.marketsync.api.http;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * Ways to write one path that some part of a server may take for it: the corpus that a protected route must survive.
 * Spellings are raw request targets in ISO 8859-1, to be sent over a bare socket.
 */
public final class PathSpellings {

    private static final String[] SEPARATORS = {
        "//", "///", "/./", "/.//", "/x/../", "/%2e/", "/%2E/", "/x/%2e%2e/", "/x/.%2e/", "%2f", "%2F", "%252f", "\\",
        "%5c", "%5C", "%255c", "/;/", "/;x/", "/%3b/", ";/", "/%00/", "/%20/", "/%09/", "/ ", "%c0%af", "%e0%80%af",
        "%ef%bc%8f", "/\u00a0/", "/..;/x/../", "/%2e%2e;/"
    };

    private static final String[] SUFFIXES = {
        "/",
        "//",
        "/.",
        "/..",
        "/./",
        "/%2e",
        "/%2e/",
        ".",
        "..",
        ";",
        ";x",
        ";x=y",
        "%3b",
        "%3Bx",
        "%3bx=y",
        "/;",
        "/;x",
        "%00",
        "%00.html",
        "%0a",
        "%0d%0a",
        "%20",
        "%09",
        "%2f",
        "%5c",
        "\\",
        "/\\",
        "%23",
        "%3f",
        "%253f",
        ".json",
        "/x/..",
        "/x/%2e%2e",
        "~",
        "%7f",
        "%ff",
        "%",
        "%2",
        "%zz",
        "%u002f",
        "\u00e9",
        "\u00ff",
        "#",
        "#x",
        "%e2%80%8b"
    };

    private static final String[] PREFIXES = {
        "/",
        "//",
        "/./",
        "/.",
        "/;",
        "/;x",
        "/%2e",
        "/x/..",
        "/x/%2e%2e",
        "/..",
        "/%00",
        "\\",
        "/\\",
        "/%2f",
        "%2f",
        "http://localhost",
        "http://localhost/",
        "https://evil.example",
        "http:",
        "//evil.example",
        "*",
        "/%20",
        "x",
        ""
    };

    private PathSpellings() {}

    /** Every spelling that differs from the path itself; well over 60 for any path of two segments or more. */
    public static Set<String> of(String path) {
        Set<String> spellings = new LinkedHashSet<>();
        for (String prefix : PREFIXES) {
            spellings.add(prefix + path);
        }
        for (String suffix : SUFFIXES) {
            spellings.add(path + suffix);
        }
        int last = path.lastIndexOf('/');
        int second = path.indexOf('/', 1);
        for (String separator : SEPARATORS) {
            spellings.add(path.substring(0, last) + separator + path.substring(last + 1));
            spellings.add(path.substring(0, second) + separator + path.substring(second + 1));
        }
        spellings.add(path.toUpperCase(Locale.ROOT));
        spellings.add(path.substring(0, last + 1) + path.substring(last + 1).toUpperCase(Locale.ROOT));
        spellings.add(eachLetter(path, c -> "%%%02x".formatted((int) c)));
        spellings.add(eachLetter(path, c -> "%%%02X".formatted((int) c)));
        spellings.add(eachLetter(path, c -> "%%25%02x".formatted((int) c)));
        spellings.add(eachLetter(path, c -> "%%u%04x".formatted((int) c)));
        for (int i = 1; i < path.length(); i++) {
            spellings.add(path.substring(0, i) + "%%%02x".formatted((int) path.charAt(i)) + path.substring(i + 1));
        }
        spellings.remove(path);
        return spellings;
    }

    private static String eachLetter(String path, Function<Character, String> encoding) {
        StringBuilder spelling = new StringBuilder();
        for (char c : path.toCharArray()) {
            spelling.append(c == '/' ? "/" : encoding.apply(c));
        }
        return spelling.toString();
    }
}
