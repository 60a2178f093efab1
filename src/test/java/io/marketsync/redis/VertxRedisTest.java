package io.marketsync.redis;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class VertxRedisTest {

    @Test
    void addressesInMessagesLoseTheirPasswords() {
        assertThat(VertxRedis.withoutCredentials(
                        "Failed obtaining connection to: rediss://marketsync:p%40ss:w@10.0.0.1:6379"))
                .isEqualTo("Failed obtaining connection to: rediss://10.0.0.1:6379");
        assertThat(VertxRedis.withoutCredentials("a redis://:secret@one:1 and redis://two:2?user=marketsync"))
                .isEqualTo("a redis://one:1 and redis://two:2?user=marketsync");
    }

    @Test
    void withoutAnAddressItIsAwayAndSaysWhatIsMissing() {
        RedisCommands none = VertxRedis.ofFirst(List.of(), config());

        assertThatThrownBy(() -> none.execute("GET", "ms:key"))
                .isInstanceOf(RedisAway.class)
                .hasMessage("quarkus.redis.hosts is not set");
    }

    private static RedisConfig config() {
        return new RedisConfig() {
            @Override
            public Duration commandTimeout() {
                return Duration.ofMillis(500);
            }

            @Override
            public Duration checkEvery() {
                return Duration.ofSeconds(30);
            }
        };
    }
}
