package io.marketsync.workers.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;

import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;

import io.marketsync.db.Database;
import io.marketsync.testing.TestDatabase;

/**
 * A PostgreSQL server that a test stops, crashes, copies and promotes, by the binaries of the embedded one: initdb, pg_ctl and postgres.
 * Durable, on a loopback port of its own that it keeps.
 */
public final class PostgresProcess implements AutoCloseable {

    private static final String DATABASE = "marketsync";
    private static final int LONGEST_COMMAND_SECONDS = 60;

    private final Path data;
    private final int port = freePort();
    private boolean running;

    private PostgresProcess(Path data) {
        this.data = data;
    }

    /** A new server, running, with an empty database. */
    public static PostgresProcess create() throws IOException, InterruptedException {
        PostgresProcess server = new PostgresProcess(emptyDirectory());
        command(
                server.data,
                binary("initdb"),
                "-D",
                server.data.toString(),
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8");
        server.set("listen_addresses", "127.0.0.1");
        server.set("unix_socket_directories", "");
        server.start();
        Database.on(server.as("postgres", "postgres"))
                .useHandle(handle -> handle.execute("CREATE DATABASE " + DATABASE));
        return server;
    }

    /** A cold copy of this server, which is stopped, as its standby; it follows by the name standby and is not started yet. */
    public PostgresProcess standby() throws IOException, InterruptedException {
        PostgresProcess copy = new PostgresProcess(emptyDirectory());
        Files.delete(copy.data);
        run(List.of("cp", "-a", data.toString(), copy.data.toString()), log(copy.data));
        Files.createFile(copy.data.resolve("standby.signal"));
        copy.set(
                "primary_conninfo",
                "host=127.0.0.1 port=" + port + " user=postgres application_name=standby connect_timeout=3");
        return copy;
    }

    /** Takes effect with the next start. */
    public void set(String name, String value) throws IOException {
        Files.writeString(
                data.resolve("postgresql.auto.conf"), name + " = '" + value + "'\n", StandardOpenOption.APPEND);
    }

    /** Returns when it answers. */
    public void start() throws IOException, InterruptedException {
        control("start", "-o", "-p " + port, "-l", log(data).toString());
        running = true;
    }

    /** As an operator does: sessions are ended, everything is on disk. */
    public void stop() throws IOException, InterruptedException {
        control("stop", "-m", "fast");
        running = false;
    }

    /** As a power cut does, but for what the operating system had already. */
    public void crash() throws IOException, InterruptedException {
        control("stop", "-m", "immediate");
        running = false;
    }

    public void promote() throws IOException, InterruptedException {
        control("promote");
    }

    public int port() {
        return port;
    }

    /** @param port of something on this machine that leads to the server */
    public static String jdbcUrl(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    public DataSource as(String role) {
        return as(role, DATABASE);
    }

    private DataSource as(String role, String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://127.0.0.1:" + port + "/" + database);
        source.setUser(role);
        return source;
    }

    public Jdbi superuser() {
        return Database.on(as("postgres"));
    }

    private void control(String action, String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(binary("pg_ctl"), action, "-w", "-D", data.toString()));
        all.addAll(List.of(options));
        command(data, all.toArray(String[]::new));
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own it is nobody. */
    private static void command(Path data, String... command) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            whole.addAll(List.of("unshare", "-U"));
        }
        whole.addAll(List.of(command));
        run(whole, log(data));
    }

    private static void run(List<String> command, Path log) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        if (!process.waitFor(LONGEST_COMMAND_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        if (process.waitFor() != 0) {
            throw new AssertionError(command + " failed:\n" + Files.readString(log));
        }
    }

    private static String binary(String name) {
        return TestDatabase.shared().superuser().withHandle(handle -> handle.createQuery(
                                "SELECT setting FROM pg_config WHERE name = 'BINDIR'")
                        .mapTo(String.class)
                        .one())
                + "/" + name;
    }

    private static Path emptyDirectory() throws IOException {
        return Files.createDirectory(
                Files.createTempDirectory("marketsync-postgres").resolve("data"));
    }

    private static Path log(Path data) {
        return data.resolveSibling("log");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (running) {
            crash();
        }
        try (Stream<Path> files = Files.walk(data.getParent())) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> file.delete());
        }
    }
}
