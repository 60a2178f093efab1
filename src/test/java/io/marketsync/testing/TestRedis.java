package io.marketsync.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;

import io.marketsync.embedded.LocalRedis;
import io.marketsync.redis.RedisAway;
import io.marketsync.redis.RedisCommands;
import io.marketsync.redis.RedisRefused;

/** A Redis server of a test, and commands to it. */
public final class TestRedis implements RedisCommands, AutoCloseable {

    private static final int SECONDS = 5;

    private final Vertx vertx = Vertx.vertx();
    private final Path directory;
    private LocalRedis server;
    private Redis client;

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
    }

    /** Stops the server and starts it again with what it has written. */
    public void restart() throws IOException {
        client.close();
        server.close();
        connect();
    }

    @Override
    public Object execute(String command, String... arguments) {
        Request request = Request.cmd(Command.create(command));
        for (String argument : arguments) {
            request.arg(argument);
        }
        try {
            return value(client.send(request)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ErrorType refused) {
                throw new RedisRefused(refused.getMessage());
            }
            throw new RedisAway("Redis is away", e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            throw new RedisAway("Redis is away", e);
        }
    }

    private static Object value(Response response) {
        if (response == null) {
            return null;
        }
        return switch (response.type()) {
            case NUMBER -> response.toLong();
            case MULTI ->
                StreamSupport.stream(response.spliterator(), false)
                        .map(TestRedis::value)
                        .toList();
            default -> response.toString();
        };
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
