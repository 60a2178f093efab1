package io.marketsync.db;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import io.marketsync.testing.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/** Sellers share two connections, and everything that can end a transaction early does: none ever meets another's row. */
class WallsUnderFireIT {

    private static final int SELLERS = 8;
    private static final int THREADS = 6;
    private static final int TRANSACTIONS = 10_000;
    private static final int CONNECTIONS = 2;

    /** What a transaction does, in the proportion of its weight. */
    private enum Deed {
        READ(60),
        WRITE(12),
        FAIL_AFTER_WRITE(8),
        WRITE_FOREIGN(6),
        NAME_NO_SELLER(6),
        BROKEN_STATEMENT(4),
        CANCELLED(2),
        KILLED(2);

        private final int weight;

        Deed(int weight) {
            this.weight = weight;
        }

        static Deed of(Random random) {
            int dice = random.nextInt(100);
            for (Deed deed : values()) {
                dice -= deed.weight;
                if (dice < 0) {
                    return deed;
                }
            }
            throw new IllegalStateException("weights are a hundred");
        }
    }

    private static final class Planned extends RuntimeException {}

    private final TestDatabase database = TestDatabase.shared();
    private final List<WalledSeller> sellers = new ArrayList<>();
    private final Map<Deed, AtomicLong> done = new EnumMap<>(Deed.class);
    private final AtomicLong ownRows = new AtomicLong();
    private final AtomicLong foreignRows = new AtomicLong();
    private final AtomicLong missingRefusals = new AtomicLong();

    @Test
    void tenThousandTransactionsMeetNoForeignRow() throws Exception {
        long seed = Long.getLong("walls.seed", System.nanoTime());
        System.out.println("WallsUnderFireIT: -Dwalls.seed=" + seed);
        for (Deed deed : Deed.values()) {
            done.put(deed, new AtomicLong());
        }
        IntStream.range(0, SELLERS).forEach(i -> sellers.add(WalledSeller.in(database, "Fire " + i)));
        try (TinyPool api = pool(Schema.API);
                TinyPool worker = pool(Schema.WORKER)) {
            fire(seed, new JdbcTransactions(Database.on(api)), new JdbcTransactions(Database.on(worker)));
            assertThat(api.opened() + worker.opened())
                    .as("killed ones were replaced")
                    .isGreaterThan(2 * CONNECTIONS + 10);
        }
        assertThat(foreignRows).as("foreign rows met, seed " + seed).hasValue(0);
        assertThat(missingRefusals)
                .as("deeds that should have been refused, seed " + seed)
                .hasValue(0);
        assertThat(ownRows).as("own rows met").hasValueGreaterThan(TRANSACTIONS);
        done.forEach((deed, times) -> assertThat(times).as(deed.name()).hasValueGreaterThan(TRANSACTIONS / 200));
    }

    private void fire(long seed, Transactions api, Transactions worker) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> running = IntStream.range(0, THREADS)
                    .<Future<?>>mapToObj(thread -> threads.submit(() -> {
                        Random random = new Random(seed + thread);
                        for (int i = 0; i < TRANSACTIONS / THREADS + 1; i++) {
                            boolean byApi = random.nextBoolean();
                            transaction(random, byApi ? api : worker, byApi);
                        }
                    }))
                    .toList();
            for (Future<?> thread : running) {
                thread.get();
            }
        }
    }

    private void transaction(Random random, Transactions transactions, boolean byApi) {
        WalledSeller seller = sellers.get(random.nextInt(SELLERS));
        Deed deed = Deed.of(random);
        done.get(deed).incrementAndGet();
        switch (deed) {
            case READ -> transactions.forSeller(seller.id(), handle -> read(handle, seller, byApi));
            case WRITE ->
                transactions.forSeller(seller.id(), handle -> {
                    write(handle, random, seller, byApi);
                    return read(handle, seller, byApi);
                });
            case FAIL_AFTER_WRITE ->
                refused(
                        Planned.class,
                        () -> transactions.forSeller(seller.id(), handle -> {
                            write(handle, random, seller, byApi);
                            throw new Planned();
                        }));
            case WRITE_FOREIGN ->
                refused(
                        JdbiException.class,
                        () -> transactions.forSeller(seller.id(), handle -> {
                            write(handle, random, anotherThan(seller, random), byApi);
                            return null;
                        }));
            case NAME_NO_SELLER ->
                refused(
                        JdbiException.class,
                        () -> transactions.forSystem(handle -> handle.createQuery("SELECT seller_id FROM shop")
                                .mapTo(UUID.class)
                                .list()));
            case BROKEN_STATEMENT ->
                refused(
                        JdbiException.class,
                        () -> transactions.forSeller(seller.id(), handle -> {
                            read(handle, seller, byApi);
                            return handle.execute("SELECT 1 / 0");
                        }));
            case CANCELLED ->
                refused(
                        JdbiException.class,
                        () -> transactions.forSeller(seller.id(), handle -> {
                            handle.execute("SET LOCAL statement_timeout = 1");
                            return handle.execute("SELECT pg_sleep(10)");
                        }));
            case KILLED ->
                refused(
                        JdbiException.class,
                        () -> transactions.forSeller(seller.id(), handle -> {
                            read(handle, seller, byApi);
                            kill(handle);
                            return read(handle, seller, byApi);
                        }));
            default -> throw new IllegalStateException();
        }
    }

    private int read(Handle handle, WalledSeller seller, boolean byApi) {
        String tables = byApi
                ? "SELECT seller_id FROM job UNION ALL SELECT seller_id FROM job_run UNION ALL SELECT seller_id FROM idempotency_key"
                : "SELECT seller_id FROM sync_watermark";
        List<UUID> met = handle.createQuery("""
                        SELECT seller_id FROM shop UNION ALL SELECT id FROM seller UNION ALL SELECT seller_id FROM offer
                        UNION ALL SELECT seller_id FROM posting UNION ALL SELECT seller_id FROM posting_line
                        UNION ALL\s""" + tables).mapTo(UUID.class).list();
        long own = met.stream().filter(seller.id()::equals).count();
        ownRows.addAndGet(own);
        foreignRows.addAndGet(met.size() - own);
        return met.size();
    }

    private static void write(Handle handle, Random random, WalledSeller seller, boolean byApi) {
        String name = "number-sixteen-letters-" + random.nextInt(20);
        if (byApi) {
            handle.execute(
                    "INSERT INTO idempotency_key (seller_id, key, fingerprint, expires_at)"
                            + " VALUES (?, ?, sha256('x'), now()) ON CONFLICT (seller_id, key) DO UPDATE SET expires_at = now()",
                    seller.id(),
                    name);
        } else {
            WalledSeller.posting(handle, seller.id(), seller.shop(), name);
        }
    }

    private WalledSeller anotherThan(WalledSeller seller, Random random) {
        int index = sellers.indexOf(seller);
        return sellers.get((index + 1 + random.nextInt(SELLERS - 1)) % SELLERS);
    }

    private void kill(Handle victim) {
        int pid = victim.createQuery("SELECT pg_backend_pid()")
                .mapTo(Integer.class)
                .one();
        database.superuser().useHandle(handle -> handle.execute("SELECT pg_terminate_backend(?, 5000)", pid));
    }

    private void refused(Class<? extends RuntimeException> by, Runnable deed) {
        try {
            deed.run();
            missingRefusals.incrementAndGet();
        } catch (RuntimeException e) {
            if (!by.isInstance(e)) {
                throw e;
            }
        }
    }

    /** Commits need not survive a power cut here. */
    private TinyPool pool(String role) throws SQLException {
        PGSimpleDataSource source = (PGSimpleDataSource) database.as(role);
        source.setOptions("-c synchronous_commit=off");
        return new TinyPool(source, CONNECTIONS);
    }
}
