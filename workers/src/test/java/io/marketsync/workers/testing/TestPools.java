package io.marketsync.workers.testing;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jobrunr.jobs.Job;

import io.marketsync.db.Database;
import io.marketsync.db.JdbcTransactions;
import io.marketsync.db.Schema;
import io.marketsync.job.JobHandler;
import io.marketsync.job.JobTarget;
import io.marketsync.job.Kind;
import io.marketsync.job.Kinds;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.queue.JobQueue;
import io.marketsync.queue.OnTwin;
import io.marketsync.queue.QueueStorage;
import io.marketsync.telemetry.JobMetrics;
import io.marketsync.testing.TestDatabase;
import io.marketsync.workers.PoolGroup;
import io.marketsync.workers.PoolsConfig;
import io.marketsync.workers.Workshop;

/** Real pools on the real database, with kinds of the caller's own, as a worker process has them but without a container. */
public final class TestPools implements AutoCloseable {

    private final AgroalDataSource workers;
    private final AgroalDataSource api;
    private final JobQueue queue;
    private final JdbcTransactions apiTransactions;
    private final QueueStorage storage;
    private final PoolGroup pools;
    private volatile boolean brokenDown;
    public final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private TestPools(String jdbcUrl, Map<String, Integer> slots, Made made) throws SQLException {
        this.workers = pool(jdbcUrl, Schema.WORKER, 30);
        this.api = pool(jdbcUrl, Schema.API, 10);
        this.apiTransactions = new JdbcTransactions(Database.on(api));
        this.queue = new JobQueue();
        Workshop shared = made.on(workers, registry);
        this.storage = shared.storage();
        this.pools = new PoolGroup(new Config(slots), shared, registry, () -> brokenDown = true);
    }

    public static TestPools start(TestDatabase database, Map<String, Integer> slots, JobHandler<?>... handlers)
            throws SQLException {
        return start(database.postgres().jdbcUrl(), slots, handlers);
    }

    /** On a database that another process may have started. */
    public static TestPools start(String jdbcUrl, Map<String, Integer> slots, JobHandler<?>... handlers)
            throws SQLException {
        return start(
                jdbcUrl,
                slots,
                (workers, registry) -> Workshop.on(
                        workers,
                        new Kinds(Arrays.asList(handlers)),
                        new JobMetrics(registry),
                        Clock.systemUTC(),
                        new Random(),
                        "test"));
    }

    /** What pools share, made by somebody else: as the product does it, say. */
    @FunctionalInterface
    public interface Made {

        Workshop on(AgroalDataSource workers, MeterRegistry registry);
    }

    public static TestPools start(String jdbcUrl, Map<String, Integer> slots, Made made) throws SQLException {
        TestPools started = new TestPools(jdbcUrl, slots, made);
        started.pools.start();
        return started;
    }

    /** As the api does it: in a transaction of the seller, committed when this returns. */
    public UUID enqueue(Kind<?> kind, UUID seller, UUID shop, Record args, int priority) {
        return enqueue(kind, new JobTarget(seller, shop, shop == null ? null : "ozon"), args, priority);
    }

    public UUID enqueue(Kind<?> kind, JobTarget target, Record args, int priority) {
        NewJob job = new NewJob(kind, target, args, priority, false, Origin.SYSTEM, null);
        return apiTransactions
                .forSeller(target.sellerId(), handle -> queue.enqueue(handle, job, OnTwin.JOIN))
                .id();
    }

    public Job job(UUID id) {
        return storage.getJobById(id);
    }

    /** The process asked to be started again. */
    public boolean brokenDown() {
        return brokenDown;
    }

    public PoolGroup pools() {
        return pools;
    }

    /** As Quarkus makes them for PostgreSQL: a connection that turns out broken is replaced. A few are open from the start. */
    public static AgroalDataSource pool(String jdbcUrl, String role, int size) throws SQLException {
        return AgroalDataSource.from(
                new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(pool -> pool.maxSize(size)
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .initialSize(4)
                        .acquisitionTimeout(Duration.ofSeconds(5))
                        .connectionFactoryConfiguration(
                                factory -> factory.jdbcUrl(jdbcUrl).principal(new NamePrincipal(role)))));
    }

    @Override
    public void close() {
        pools.close();
        workers.close();
        api.close();
    }

    private record Config(Map<String, Integer> slots) implements PoolsConfig {

        @Override
        public Set<String> serve() {
            return slots.keySet();
        }

        @Override
        public Map<String, Integer> clickSlots() {
            return Map.of();
        }

        @Override
        public Optional<String> processName() {
            return Optional.of("test");
        }

        @Override
        public Duration poll() {
            return Duration.ofSeconds(5);
        }

        @Override
        public Duration drain() {
            return Duration.ofSeconds(5);
        }

        @Override
        public int maxStuckThreads() {
            return 2;
        }

        @Override
        public Duration memoryFullFor() {
            return Duration.ofSeconds(30);
        }
    }
}
