package io.marketsync.standalone;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

import io.marketsync.db.Schema;
import io.marketsync.embedded.LocalPostgres;
import io.marketsync.embedded.LocalRedis;

/**
 * The whole product in one process, for machines with one user: embedded PostgreSQL and Redis with their data in a
 * directory, the schema, keys made at the first start, then api and workers as in production, each as its own database role.
 *
 * <p>System properties: {@code marketsync.data} is the directory; {@code marketsync.demo.simulator} the simulator whose sellers
 * and shops are set up when the database is empty.
 */
@QuarkusMain
public final class Standalone {

    private Standalone() {}

    public static void main(String[] args) throws IOException, SQLException {
        DataDirectory data = DataDirectory.open(Path.of(System.getProperty("marketsync.data", "data")));
        EmbeddedServers servers = new EmbeddedServers();
        try {
            prepare(data, servers);
        } catch (Throwable failed) {
            servers.close();
            throw failed;
        }
        servers.leaveToQuarkus();
        Quarkus.run(
                null,
                (exitCode, failure) -> {
                    servers.close();
                    System.exit(exitCode);
                },
                args);
    }

    private static void prepare(DataDirectory data, EmbeddedServers servers) throws IOException, SQLException {
        LocalPostgres postgres = servers.started(LocalPostgres.start(data.postgres()));
        LocalRedis redis = servers.started(LocalRedis.start(data.redis()));
        Schema.createRoles(postgres.asSuperuser());
        Schema.migrate(postgres.as(Schema.OWNER));
        Keys keys = Keys.of(data);
        configure(postgres, redis, keys);
        simulator().ifPresent(uri -> Demo.of(uri, data, keys, postgres.as(Schema.OWNER))
                .setUp());
    }

    private static Optional<URI> simulator() {
        return Optional.ofNullable(System.getProperty("marketsync.demo.simulator"))
                .map(URI::create);
    }

    /** As system properties: they override what the jars of api and workers say. */
    private static void configure(LocalPostgres postgres, LocalRedis redis, Keys keys) {
        for (String name : new String[] {"", "workers.", "dashboard."}) {
            System.setProperty("quarkus.datasource." + name + "jdbc.url", postgres.jdbcUrl());
        }
        System.setProperty("quarkus.redis.hosts", redis.uri());
        System.setProperty("marketsync.seal.public-keyset", keys.seal().publicKeyset());
        System.setProperty("marketsync.seal.private-keyset", keys.seal().privateKeyset());
        System.setProperty("marketsync.api.cursor-key", keys.cursorKey());
        simulator().ifPresent(uri -> System.setProperty("marketsync.ozon.base-url", uri.toString()));
    }
}
