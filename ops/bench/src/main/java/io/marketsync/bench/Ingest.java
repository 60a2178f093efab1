package io.marketsync.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

import io.marketsync.breaker.CallWatch;
import io.marketsync.db.Database;
import io.marketsync.db.JdbcTransactions;
import io.marketsync.db.Schema;
import io.marketsync.job.Attempt;
import io.marketsync.job.Ending;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.job.Outcome;
import io.marketsync.marketplace.ozon.OzonClient;
import io.marketsync.marketplace.ozon.OzonOrders;
import io.marketsync.offer.OfferStore;
import io.marketsync.posting.PostingLineStore;
import io.marketsync.posting.PostingPages;
import io.marketsync.posting.PostingStore;
import io.marketsync.posting.PullOrders;
import io.marketsync.posting.WatermarkStore;
import io.marketsync.queue.OnTwin;
import io.marketsync.shop.Adapters;
import io.marketsync.simulator.Simulator;
import io.marketsync.simulator.SimulatorConfig;
import io.marketsync.simulator.limit.LimitSettings;
import io.marketsync.testing.KeyedShops;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestGate;
import io.marketsync.testing.TestOrders;
import io.marketsync.testing.TestOzon;
import io.marketsync.testing.TestStock;
import io.marketsync.testing.TestStorage;
import io.marketsync.workers.testing.TestPools;

/**
 * {@code ops/dev/bench ingest}: postings of several shops pulled from the simulator, whose limits are lifted, beside a plain COPY of the
 * same rows into the same tables, with their indexes, keys and raw payloads, in the same run. Prints one table.
 */
public final class Ingest {

    private static final int SHOPS = 4;
    private static final int POSTINGS = 5_000;
    private static final int ROUNDS = 5;
    private static final List<String> TABLES = List.of("posting", "posting_line");

    private final TestDatabase database = TestDatabase.shared();
    private final TestStorage storage = new TestStorage(database);
    private final UUID seller = database.seller("Bench seller");
    private final List<UUID> shops = new ArrayList<>();
    private final PullOrders pull;
    private final JdbcTransactions workers;

    private Ingest(Simulator simulator, AgroalDataSource connections) {
        this.workers = new JdbcTransactions(Database.on(connections));
        OzonClient ozon = new OzonClient(
                TestOzon.at(simulator.uri()), TestGate.withoutPatience(), CallWatch.NOBODY, new SimpleMeterRegistry());
        PostingStore postings = new PostingStore();
        this.pull = new PullOrders(
                new Adapters<>(List.of(new OzonOrders(ozon, Clock.systemUTC()))),
                KeyedShops.keys(),
                new WatermarkStore(),
                postings,
                new PostingPages(new OfferStore(), postings, new PostingLineStore()),
                TestStock.watch(),
                TestOrders.with(2_000, 50, 50));
        simulator.market().shops().forEach(shop -> {
            String client = shop.profile().clientId();
            shops.add(KeyedShops.insert(
                    database, seller, client, simulator.keys().of(client).value()));
        });
    }

    public static void main(String[] none) throws Exception {
        TestDatabase database = TestDatabase.shared();
        try (Simulator simulator = Simulator.start(SimulatorConfig.demo()
                        .withSellers(1, SHOPS)
                        .withPostings(POSTINGS)
                        .withArrival(Duration.ZERO));
                AgroalDataSource connections =
                        TestPools.pool(database.postgres().jdbcUrl(), Schema.WORKER, 2 * SHOPS)) {
            simulator.limits().apply(new LimitSettings(1, 1_000_000, Map.of(), 0, 120));
            new Ingest(simulator, connections).run();
        }
        System.exit(0); // the database and the simulator leave threads behind
    }

    private void run() throws Exception {
        pulled(); // the JVM warms up, and the rows for COPY are there
        Map<String, byte[]> rows = exported();
        long postings = count("posting");
        double[] pulls = new double[ROUNDS];
        double[] copies = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            pulls[round] = postings / pulled();
            require(count("posting") == postings, "a round pulled other postings than the first");
            copies[round] = postings / copied(rows);
            require(count("posting") == postings, "COPY wrote other postings than were pulled");
        }
        Table table = new Table("orders.pull", "COPY");
        table.figures("ingest", "orders.pull").add("median", "postings/s", median(pulls), Figures.Better.HIGHER);
        table.figures("ingest", "COPY").add("median", "postings/s", median(copies), Figures.Better.HIGHER);
        table.figures("ingest", "orders.pull").add("slowest", "postings/s", least(pulls), Figures.Better.HIGHER);
        table.figures("ingest", "COPY").add("slowest", "postings/s", least(copies), Figures.Better.HIGHER);
        Report.print(
                Machine.facts() + Machine.ofPostgres(this::shown) + rows(postings),
                table.text(),
                "The simulator runs on the same cores and writes the JSON that is read. COPY is one connection, as the superuser.");
    }

    private String rows(long postings) {
        return String.format(
                Locale.ROOT,
                "rows        %,d postings of %d shops with %,d lines, %.1f KiB of raw payload each%n",
                postings,
                SHOPS,
                count("posting_line"),
                number("SELECT avg(length(raw::text)) FROM posting") / 1024);
    }

    /** All shops at once, each by a job of its own. Seconds. */
    private double pulled() throws Exception {
        empty();
        List<Attempt> attempts = shops.stream().map(this::attempt).toList();
        try (ExecutorService slots = Executors.newFixedThreadPool(SHOPS)) {
            long begin = System.nanoTime();
            List<Future<Ending>> ends = new ArrayList<>();
            attempts.forEach(attempt -> ends.add(slots.submit(() -> pull.run(attempt, new PullOrders.Args()))));
            for (Future<Ending> end : ends) {
                require(end.get() == Outcome.OK, "a pull did not end well");
            }
            return seconds(begin);
        }
    }

    private double copied(Map<String, byte[]> rows) throws SQLException, IOException {
        empty();
        try (Connection superuser = database.postgres().asSuperuser().getConnection()) {
            superuser.setAutoCommit(false);
            CopyManager copy = superuser.unwrap(PGConnection.class).getCopyAPI();
            long begin = System.nanoTime();
            for (String table : TABLES) {
                copy.copyIn("COPY " + table + " FROM STDIN", new ByteArrayInputStream(rows.get(table)));
            }
            superuser.commit();
            return seconds(begin);
        }
    }

    private Map<String, byte[]> exported() throws SQLException, IOException {
        Map<String, byte[]> rows = new HashMap<>();
        try (Connection superuser = database.postgres().asSuperuser().getConnection()) {
            CopyManager copy = superuser.unwrap(PGConnection.class).getCopyAPI();
            for (String table : TABLES) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                copy.copyOut("COPY " + table + " TO STDOUT", out);
                rows.put(table, out.toByteArray());
            }
        }
        return rows;
    }

    /** As before anything was pulled, on disk, too. */
    private void empty() {
        database.superuser().useHandle(handle -> {
            handle.execute("TRUNCATE posting, posting_line, sync_watermark");
            handle.execute("CHECKPOINT");
        });
        database.withoutJobs();
    }

    private Attempt attempt(UUID shop) {
        NewJob job = new NewJob(
                PullOrders.KIND,
                new JobTarget(seller, shop, "ozon"),
                new PullOrders.Args(),
                0,
                true,
                Origin.CLICK,
                null);
        UUID id = workers.forSeller(seller, handle -> storage.queue.enqueue(handle, job, OnTwin.JOIN))
                .id();
        return new Attempt(storage.attempt(id, Instant.now()), workers, new JobRunStore(), () -> false);
    }

    private long count(String table) {
        return (long) number("SELECT count(*) FROM " + table);
    }

    private double number(String sql) {
        return database.superuser()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(Double.class).one());
    }

    private String shown(String setting) {
        return database.superuser().withHandle(handle -> handle.createQuery("SHOW " + setting)
                .mapTo(String.class)
                .one());
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double least(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
