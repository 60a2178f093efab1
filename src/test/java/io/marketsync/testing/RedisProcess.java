package io.marketsync.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.apache.commons.codec.digest.DigestUtils;

import static org.awaitility.Awaitility.await;

/**
 * A redis-server or redis-sentinel of Debian's packages, found by ops/dev/redis, on a loopback port that stays the same when it is
 * started again. Nobody else's server is touched, and none outlives its test.
 */
public final class RedisProcess implements AutoCloseable {

    /** Ports of this JVM. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private static Path programs;

    private final List<String> command;
    private final Path directory;
    private final int port;
    private Process process;

    private RedisProcess(String program, int port, Path configuration, String... settings) {
        this.port = port;
        this.directory = configuration.toAbsolutePath().getParent();
        this.command = new ArrayList<>(List.of(
                programs().resolve(program).toString(),
                configuration.toAbsolutePath().toString()));
        command.addAll(List.of(settings));
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
    }

    /**
     * As ops/redis/permits.conf says.
     *
     * @param settings in place of those, as on its command line: {@code --name value}
     */
    public static RedisProcess server(String... settings) {
        return server(freePort(), settings);
    }

    public static RedisProcess server(int port, String... settings) {
        Path file = write(textOf("permits.conf"));
        List<String> all = new ArrayList<>(List.of("--dir", file.getParent().toString()));
        boolean tls = List.of(settings).contains("--tls-port");
        all.addAll(List.of("--port", tls ? "0" : String.valueOf(port)));
        all.addAll(List.of(settings));
        return new RedisProcess("redis-server", port, file, all.toArray(String[]::new)).start();
    }

    /**
     * One of three, as ops/redis/sentinel.conf says but quicker.
     *
     * @param lines at the end of its configuration
     */
    public static RedisProcess sentinel(int port, RedisProcess master, String... lines) {
        String configuration = textOf("sentinel.conf")
                .replace("port 26379", "port " + port)
                .replace("127.0.0.1 6379 2", "127.0.0.1 " + master.port + " 2")
                .replace("down-after-milliseconds permits 2000", "down-after-milliseconds permits 1000")
                .replace("failover-timeout permits 10000", "failover-timeout permits 2000");
        return new RedisProcess("redis-sentinel", port, write(configuration + String.join("\n", lines) + "\n")).start();
    }

    /** Again on the same port, with nothing kept. */
    public RedisProcess start() {
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(this::listens);
        return this;
    }

    private boolean listens() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("it ended: " + Files.readString(directory.resolve("log")));
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** kill -9 */
    public void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    /** SIGSTOP: it takes connections and answers nothing. */
    public void freeze() {
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            if (new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                            .start()
                            .waitFor()
                    != 0) {
                throw new IllegalStateException("no signal " + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return port;
    }

    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        kill();
    }

    public static int freePort() {
        // Below the range of outgoing connections, and so that the bus of a cluster, 10000 above, is a port too.
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 22_000);
            if (!GIVEN.add(port)) {
                continue; // to somebody who may not have bound it yet
            }
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // another one
            }
        }
    }

    private static Path write(String configuration) {
        try {
            return Files.writeString(
                    Files.createTempDirectory("marketsync-redis").resolve("conf"), configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized Path programs() {
        if (programs == null) {
            try {
                Process script = new ProcessBuilder(
                                repository().resolve("ops/dev/redis").toString())
                        .redirectErrorStream(true)
                        .start();
                String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (script.waitFor() != 0) {
                    throw new AssertionError(said);
                }
                programs = Path.of(said.strip());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return programs;
    }

    /** The users of that file of ops/redis, all with this password. */
    public static Path users(String file, String password) {
        return write(textOf(file).replace("#" + "0".repeat(64), "#" + DigestUtils.sha256Hex(password)));
    }

    /** Of a file of ops/redis. */
    public static String textOf(String file) {
        try {
            return Files.readString(repository().resolve("ops/redis").resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path repository() {
        for (Path place = Path.of("").toAbsolutePath(); place != null; place = place.getParent()) {
            if (Files.exists(place.resolve("ops/dev/redis"))) {
                return place;
            }
        }
        throw new AssertionError("ops/dev/redis is not above " + Path.of("").toAbsolutePath());
    }
}
