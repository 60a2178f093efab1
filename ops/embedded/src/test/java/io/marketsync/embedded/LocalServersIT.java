package io.marketsync.embedded;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class LocalServersIT {

    @TempDir
    Path directory;

    @Test
    void postgresKeepsItsDataAndIsDurable() throws Exception {
        try (LocalPostgres first = LocalPostgres.start(directory)) {
            execute(first, "CREATE TABLE kept (word text)");
            execute(first, "INSERT INTO kept VALUES ('Привет')");
            assertThat(query(first, "SHOW fsync")).isEqualTo("on");
            assertThat(query(first, "SHOW synchronous_commit")).isEqualTo("on");
        }
        try (LocalPostgres second = LocalPostgres.start(directory)) {
            assertThat(query(second, "SELECT word FROM kept")).isEqualTo("Привет");
        }
    }

    @Test
    void serversThatAKilledProcessLeftBehindAreReplaced() throws Exception {
        killAfterStart();
        try (LocalPostgres postgres = LocalPostgres.start(directory.resolve("pg"));
                LocalRedis redis = LocalRedis.start(directory.resolve("redis"))) {
            assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
            assertThat(redis(redis, "INCR counter")).isEqualTo(":1");
        }
    }

    @Test
    void redisKeepsItsData() throws Exception {
        try (LocalRedis first = LocalRedis.start(directory)) {
            assertThat(redis(first, "INCR counter")).isEqualTo(":1");
        }
        try (LocalRedis second = LocalRedis.start(directory)) {
            assertThat(redis(second, "INCR counter")).isEqualTo(":2");
        }
    }

    /** SIGKILL leaves the servers running, as children of nobody. */
    private void killAfterStart() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartsServers.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var output = process.inputReader()) {
            assertThat(output.lines().anyMatch("ready"::equals)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static void execute(LocalPostgres postgres, String sql) throws Exception {
        try (Connection connection = postgres.asSuperuser().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(LocalPostgres postgres, String sql) throws Exception {
        try (Connection connection = postgres.asSuperuser().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static String redis(LocalRedis redis, String command) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", redis.port())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] answer = new byte[64];
            int length = socket.getInputStream().read(answer);
            return new String(answer, 0, length, StandardCharsets.US_ASCII).trim();
        }
    }
}
