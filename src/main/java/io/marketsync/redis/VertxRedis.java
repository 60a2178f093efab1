package io.marketsync.redis;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;

import io.marketsync.telemetry.Trouble;

/**
 * Redis through the Vert.x client, which the processes configure as {@code quarkus.redis.*}: single, Sentinel or cluster. Blocks the
 * caller for at most the time-out, waiting for a connection included; a command that was still waiting then is never sent.
 */
public final class VertxRedis implements RedisCommands {

    /** Some messages of the client name a whole address, and an address may hold a password. */
    private static final Pattern CREDENTIALS = Pattern.compile("://[^/\\s]*@");

    private static final String CLOSED = "CONNECTION_CLOSED";

    private final Redis client;
    private final Duration timeout;

    public VertxRedis(Redis client, Duration timeout) {
        this.client = client;
        this.timeout = timeout;
    }

    /** @param active clients of the process, empty when none is configured: then nothing is ever there, and nothing fails of it */
    public static RedisCommands ofFirst(List<Redis> active, RedisConfig config) {
        if (active.isEmpty()) {
            return (command, arguments) -> {
                throw new RedisAway("quarkus.redis.hosts is not set", null);
            };
        }
        return new VertxRedis(active.getFirst(), config.commandTimeout());
    }

    @Override
    public Object execute(String command, String... arguments) {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException("a command blocks and must not run on an event loop");
        }
        Request request = Request.cmd(Command.create(command.toLowerCase(Locale.ROOT)));
        for (String argument : arguments) {
            request.arg(argument);
        }
        Future<Response> answer = send(request, System.nanoTime() + timeout.toNanos());
        try {
            return value(answer.toCompletionStage().toCompletableFuture().get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw new RedisAway("no answer within " + timeout.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisAway("interrupted while waiting for an answer", e);
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        }
    }

    private Future<Response> send(Request request, long deadline) {
        return client.connect().compose(connection -> {
            Future<Response> answer = System.nanoTime() - deadline > 0
                    ? Future.failedFuture("there was no connection in time")
                    : connection.send(request);
            return answer.eventually(() -> connection.close());
        });
    }

    private static RuntimeException failed(Throwable cause) {
        if (cause instanceof ErrorType refused && !refused.is(CLOSED)) {
            return new RedisRefused(refused.getMessage());
        }
        if (cause instanceof ConnectionPoolTooBusyException) {
            return new RedisAway(
                    "more callers wait for a connection than quarkus.redis.max-pool-waiting allows", cause);
        }
        return new RedisAway(withoutCredentials(Trouble.why(cause)), null);
    }

    static String withoutCredentials(String message) {
        return CREDENTIALS.matcher(message).replaceAll("://");
    }

    private static Object value(Response response) {
        if (response == null) {
            return null;
        }
        return switch (response.type()) {
            case NUMBER -> response.toLong();
            case MULTI ->
                StreamSupport.stream(response.spliterator(), false)
                        .map(VertxRedis::value)
                        .toList();
            default -> response.toString();
        };
    }
}
