package io.marketsync.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.apache.commons.codec.digest.DigestUtils;

/** A Lua script that Redis knows by its digest, and is told again when it has forgotten it. */
public final class RedisScript {

    private final String text;
    private final String digest;

    private RedisScript(String text) {
        this.text = text;
        this.digest = DigestUtils.sha1Hex(text);
    }

    /** @param name of a resource beside the class */
    public static RedisScript of(Class<?> beside, String name) {
        try (InputStream resource = beside.getResourceAsStream(name)) {
            return new RedisScript(new String(resource.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Object run(RedisCommands redis, List<String> keys, List<String> arguments) {
        try {
            return redis.execute("EVALSHA", words(digest, keys, arguments));
        } catch (RedisRefused refused) {
            if (!refused.unknownScript()) {
                throw refused;
            }
            return redis.execute("EVAL", words(text, keys, arguments));
        }
    }

    private static String[] words(String script, List<String> keys, List<String> arguments) {
        List<String> words = new ArrayList<>(2 + keys.size() + arguments.size());
        words.add(script);
        words.add(String.valueOf(keys.size()));
        words.addAll(keys);
        words.addAll(arguments);
        return words.toArray(String[]::new);
    }
}
