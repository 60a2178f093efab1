package io.marketsync.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis server of our own on a free loopback port, with an append-only file in a directory that outlives it. Never evicts: it
 * holds permits.
 */
public final class LocalRedis implements AutoCloseable {

    private final RedisServer server;
    private final int port;

    private LocalRedis(RedisServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /** @param directory is created when missing */
    public static LocalRedis start(Path directory) throws IOException {
        return start(directory, freePort());
    }

    /** On a port that is free. */
    public static LocalRedis start(Path directory, int port) throws IOException {
        Files.createDirectories(directory);
        Path pidFile = directory.resolve("redis.pid");
        Leftover.redis(pidFile).stop();
        RedisServer server = RedisServer.newRedisServer()
                .executableProvider(ExecutableProvider.newJarResourceProvider(
                        Files.createDirectories(directory.resolve("bin")).toFile()))
                .bind("127.0.0.1")
                .port(port)
                .setting("dir " + directory.toAbsolutePath())
                .setting("pidfile " + pidFile.toAbsolutePath())
                .setting("appendonly yes")
                .setting("save \"\"")
                .setting("maxmemory 128mb")
                .setting("maxmemory-policy noeviction")
                .onShutdownForceStop(false)
                .build();
        server.start();
        return new LocalRedis(server, port);
    }

    public int port() {
        return port;
    }

    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
