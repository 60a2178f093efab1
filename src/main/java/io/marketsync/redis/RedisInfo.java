package io.marketsync.redis;

import java.util.Map;
import java.util.stream.Collectors;

/** The answer to INFO. What a server does not tell is null. */
record RedisInfo(Map<String, String> fields) {

    static final RedisInfo UNKNOWN = new RedisInfo(Map.of());

    static RedisInfo parse(String text) {
        return new RedisInfo(text.lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("#") && line.indexOf(':') > 0)
                .map(line -> line.split(":", 2))
                .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1], (first, again) -> again)));
    }

    String text(String name) {
        String value = fields.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    Long number(String name) {
        String value = text(name);
        return value == null || !value.matches("\\d{1,18}") ? null : Long.valueOf(value);
    }

    long count(String name) {
        Long value = number(name);
        return value == null ? 0 : value;
    }
}
