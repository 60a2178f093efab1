package io.marketsync.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;

import io.marketsync.embedded.LocalRedis;
import io.marketsync.redis.RedisCommands;
import io.marketsync.redis.VertxRedis;

/** A Redis server of a test, and commands to it. */
public final class TestRedis implements RedisCommands, AutoCloseable {

    private static final Duration LONG = Duration.ofSeconds(5);

    private final Vertx vertx = Vertx.vertx();
    private final Path directory;
    private LocalRedis server;
    private Redis client;
    private RedisCommands commands;

    public TestRedis() throws IOException {
        this.directory = Files.createTempDirectory("marketsync-redis");
        connect();
    }

    private void connect() throws IOException {
        server = LocalRedis.start(directory);
        client = Redis.createClient(
                vertx,
                new RedisOptions()
                        .setConnectionString(server.uri())
                        .setMaxPoolSize(16)
                        .setMaxPoolWaiting(1000));
        commands = new VertxRedis(client, LONG);
    }

    /** Stops the server and starts it again with what it has written. */
    public void restart() throws IOException {
        client.close();
        server.close();
        connect();
    }

    @Override
    public Object execute(String command, String... arguments) {
        return commands.execute(command, arguments);
    }

    public List<String> keys() {
        return ((List<?>) execute("KEYS", "*")).stream().map(Object::toString).toList();
    }

    @Override
    public void close() {
        client.close();
        server.close();
        vertx.close();
    }
}
