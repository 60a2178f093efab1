package io.marketsync.offer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.BeforeEach;

import io.marketsync.db.StatementCount;
import io.marketsync.job.Attempt;
import io.marketsync.job.Ending;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.posting.PostingLineStore;
import io.marketsync.queue.OnTwin;
import io.marketsync.shop.Adapters;
import io.marketsync.testing.KeyedShops;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestStorage;

/** A shop with a running catalog.sync, and eyes on what is stored. */
public class ReadingShop {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    protected final TestDatabase database = TestDatabase.shared();
    protected UUID seller;
    protected UUID shop;
    protected UUID job;

    /** When the attempt is asked to end. */
    protected BooleanSupplier stop = () -> false;

    /** @param counts of all attempts of the job */
    public record Run(Ending ending, Map<String, Long> counts) {}

    /** Limits that a test can reach. */
    protected record Config(int pageCap, double vanishShare, int vanishLeast) implements CatalogueConfig {}

    @BeforeEach
    protected void aShop() {
        database.withoutJobs();
        seller = database.seller("Reading seller");
        connect("client-1", "key");
    }

    /** Another shop of the seller, with a job of its own. */
    protected void connect(String clientId, String key) {
        shop = KeyedShops.insert(database, seller, clientId, key);
        job = newJob();
    }

    protected UUID newJob() {
        NewJob read = new NewJob(
                SyncCatalogue.KIND,
                new JobTarget(seller, shop, "ozon"),
                new SyncCatalogue.Args(),
                5,
                true,
                Origin.CLICK,
                null);
        return database.api()
                .forSeller(seller, handle -> new TestStorage(database).queue.enqueue(handle, read, OnTwin.JOIN))
                .id();
    }

    /** A job of its own, so that its counts are its own. */
    protected Run read(CatalogueFeed marketplace) throws Exception {
        database.withoutJobs();
        job = newJob();
        return again(marketplace);
    }

    /** Another attempt of the same job. */
    protected Run again(CatalogueFeed marketplace) throws Exception {
        Attempt attempt = attempt();
        Ending ending = syncCatalogue(marketplace).run(attempt, new SyncCatalogue.Args());
        return new Run(ending, attempt.counts().asMap());
    }

    protected long statements(CatalogueFeed marketplace) throws Exception {
        SyncCatalogue sync = syncCatalogue(marketplace);
        Attempt attempt = attempt();
        long before = StatementCount.soFar();
        sync.run(attempt, new SyncCatalogue.Args());
        return StatementCount.soFar() - before;
    }

    protected SyncCatalogue syncCatalogue(CatalogueFeed marketplace) {
        return new SyncCatalogue(
                new Adapters<>(List.of(marketplace)),
                KeyedShops.keys(),
                new OfferStore(),
                new PostingLineStore()::link,
                new Config(20, 0.3, 2));
    }

    protected Attempt attempt() {
        return new Attempt(new TestStorage(database).attempt(job, NOW), database.workers(), new JobRunStore(), stop);
    }

    protected List<String> texts(String sql) {
        return database.api().forSeller(seller, handle -> handle.createQuery(sql)
                .bind("shop", shop)
                .mapTo(String.class)
                .list());
    }

    protected String text(String sql) {
        return texts(sql).getFirst();
    }

    /** Code, and what is to be known of it. */
    protected List<String> rows(String columns) {
        return texts("SELECT concat_ws(' ', code, " + columns + ") FROM offer WHERE shop_id = :shop ORDER BY code");
    }

    protected List<String> vanished() {
        return texts("SELECT code FROM offer WHERE shop_id = :shop AND vanished_at IS NOT NULL ORDER BY code");
    }

    protected void change(String sql, Object... arguments) {
        database.superuser().useHandle(handle -> handle.execute(sql, arguments));
    }

    List<String> missing() {
        return texts("SELECT code FROM offer WHERE shop_id = :shop AND missing_at IS NOT NULL ORDER BY code");
    }
}
