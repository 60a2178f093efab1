package io.marketsync.workers.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

import io.marketsync.db.Schema;
import io.marketsync.job.Kinds;
import io.marketsync.telemetry.JobMetrics;
import io.marketsync.workers.BrokenExit;
import io.marketsync.workers.PoolGroup;
import io.marketsync.workers.PoolsConfig;
import io.marketsync.workers.Workshop;

/**
 * A worker process without a container: pools, settings and the ways to end are the product's, its kinds are those of {@link Does}.
 * Says one line for each event. Ends with the process that started it.
 */
final class Worker {

    private static final String JDBC_PROPERTIES = "quarkus.datasource.workers.jdbc.additional-jdbc-properties.";
    private static final int CONNECTIONS = 20;

    private Worker() {}

    static void say(String event) {
        System.out.println(event);
    }

    /** JDBC URL; directory of the files by which jobs are let go. Settings are system properties. */
    public static void main(String[] args) throws Exception {
        SmallRyeConfig settings = settings(PoolsConfig.class);
        PoolsConfig config = settings.getConfigMapping(PoolsConfig.class);
        String process = config.processName().orElseThrow();
        AgroalDataSource connections = connections(args[0], settings);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Workshop shared = Workshop.on(
                connections,
                new Kinds(Does.in(process, Path.of(args[1]))),
                new JobMetrics(registry),
                Clock.systemUTC(),
                new SecureRandom(),
                process);
        BrokenExit exit = new BrokenExit(config.drain(), System::exit);
        PoolGroup pools = new PoolGroup(config, shared, registry, () -> {
            say("broken");
            exit.run();
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(pools, connections)));
        pools.start();
        say("up");
        endWithParent();
    }

    private static void stop(PoolGroup pools, AgroalDataSource connections) {
        say("draining");
        pools.close();
        connections.close();
        say("drained");
    }

    static SmallRyeConfig settings(Class<?>... mappings) {
        SmallRyeConfigBuilder settings =
                new SmallRyeConfigBuilder().addDefaultSources().addDefaultInterceptors();
        for (Class<?> mapping : mappings) {
            settings.withMapping(mapping);
        }
        return settings.build();
    }

    static AgroalDataSource connections(String jdbcUrl, SmallRyeConfig settings) throws SQLException {
        return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(CONNECTIONS)
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .acquisitionTimeout(Duration.ofSeconds(3))
                        .connectionFactoryConfiguration(factory -> {
                            factory.jdbcUrl(jdbcUrl).principal(new NamePrincipal(Schema.WORKER));
                            for (String name : settings.getPropertyNames()) {
                                if (name.startsWith(JDBC_PROPERTIES)) {
                                    factory.jdbcProperty(
                                            name.substring(JDBC_PROPERTIES.length()),
                                            settings.getValue(name, String.class));
                                }
                            }
                            return factory;
                        })));
    }

    /** Nobody writes to it: the end of its input is the end of whom it belongs to. */
    private static void endWithParent() throws IOException {
        while (System.in.read() != -1) {
            // goes on
        }
        Runtime.getRuntime().halt(1);
    }
}
