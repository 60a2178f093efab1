package io.marketsync.redis;

/** Redis as this process reaches it, bounded in time. Whoever keeps something there lives without it when {@link RedisAway}. */
@FunctionalInterface
public interface RedisCommands {

    /**
     * @return a {@link Long}, a {@link String}, a {@link java.util.List} of such, or null
     * @throws RedisAway when there was no answer in time; whether the command was done is unknown
     * @throws RedisRefused when the answer is an error
     */
    Object execute(String command, String... arguments);
}
