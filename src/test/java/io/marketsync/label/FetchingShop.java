package io.marketsync.label;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.BeforeEach;

import io.marketsync.job.Attempt;
import io.marketsync.job.Ending;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.posting.Stage;
import io.marketsync.queue.OnTwin;
import io.marketsync.shop.Adapters;
import io.marketsync.testing.KeyedShops;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestStorage;

/** A shop with a running labels.fetch, a marketplace that follows a script, and eyes on what is stored. */
public class FetchingShop {

    /** Its members are what the product reads from its configuration. */
    public record Config(Duration keep, int openTasks, Duration patience) implements LabelsConfig {}

    protected record Run(Ending ending, Map<String, Long> counts) {}

    protected final TestDatabase database = TestDatabase.shared();
    final ScriptedLabels marketplace = new ScriptedLabels();
    Config config = new Config(Duration.ofDays(30), 50, Duration.ofMinutes(15));
    BooleanSupplier stop = () -> false;
    protected UUID seller;
    protected UUID shop;
    protected UUID job;

    protected String clientId() {
        return "client-" + seller;
    }

    protected String key() {
        return "key";
    }

    protected Labels marketplace() {
        return marketplace;
    }

    @BeforeEach
    protected void aShop() {
        database.withoutJobs();
        seller = database.seller("Label seller");
        shop = KeyedShops.insert(database, seller, clientId(), key());
        NewJob fetch = new NewJob(
                FetchLabels.KIND,
                new JobTarget(seller, shop, "ozon"),
                new FetchLabels.Args(),
                0,
                true,
                Origin.CLICK,
                null);
        job = database.api()
                .forSeller(seller, handle -> new TestStorage(database).queue.enqueue(handle, fetch, OnTwin.JOIN))
                .id();
    }

    /** Packed two minutes ago. */
    protected void packed(String... numbers) {
        for (String number : numbers) {
            posting(number, "fbs", Stage.PACKED, Duration.ofMinutes(2));
        }
    }

    void packed(int count) {
        change("""
                INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, content_hash, raw,
                    changed_at)
                SELECT ?, ?, to_char(n, 'FM00000') || '-1', 'fbs', 'x', ?, false, false, '\\x00', '{}', now() - interval '2 minutes'
                FROM generate_series(1, ?) n""", seller, shop, Stage.PACKED.rank(), count);
    }

    void posting(String number, String scheme, Stage stage, Duration changedAgo) {
        change("""
                INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, content_hash, raw,
                    changed_at)
                VALUES (?, ?, ?, ?, 'x', ?, ?, false, '\\x00', '{}', now() - make_interval(secs => ?))
                ON CONFLICT (seller_id, shop_id, number) DO UPDATE SET status_rank = excluded.status_rank""", seller, shop, number, scheme, stage.rank(), stage.terminal(), (double) changedAgo.toSeconds());
    }

    Run fetch() throws InterruptedException {
        return fetch(attempt());
    }

    Run fetch(Attempt attempt) throws InterruptedException {
        Ending ending = new FetchLabels(new Adapters<>(List.of(marketplace())), KeyedShops.keys(), config)
                .run(attempt, new FetchLabels.Args());
        return new Run(ending, Map.copyOf(attempt.counts().asMap()));
    }

    /** As often as the job is snoozed, each time when its pause is over. */
    protected Run fetchAll() throws InterruptedException {
        Run run = fetch();
        while (run.ending() instanceof Ending.Snoozed snoozed) {
            pass(snoozed.pause());
            run = fetch();
        }
        return run;
    }

    Attempt attempt() {
        return new Attempt(
                new TestStorage(database).attempt(job, Instant.now()), database.workers(), new JobRunStore(), stop);
    }

    /** As if it were so much later, for everything that waits. */
    protected void pass(Duration time) {
        double seconds = time.toMillis() / 1e3;
        change(
                "UPDATE label SET next_try_at = next_try_at - make_interval(secs => ?) WHERE shop_id = ?",
                seconds,
                shop);
        change(
                "UPDATE label_task SET poll_at = poll_at - make_interval(secs => ?), created_at = created_at - make_interval(secs => ?) WHERE shop_id = ?",
                seconds,
                seconds,
                shop);
    }

    void change(String sql, Object... arguments) {
        database.superuser().useHandle(handle -> handle.execute(sql, arguments));
    }

    protected String text(String sql, Object... arguments) {
        return database.superuser().withHandle(handle -> handle.select(sql, arguments)
                .mapTo(String.class)
                .findOne()
                .orElse(""));
    }

    /** State, task and code of the error of a posting's label. */
    protected String label(String number) {
        return text(
                "SELECT concat_ws(' ', state, task, error_code) FROM label WHERE shop_id = ? AND number = ?",
                shop,
                number);
    }

    protected long count(String fromWhere) {
        return Long.parseLong(text("SELECT count(*) FROM " + fromWhere + " AND shop_id = ?", shop));
    }
}
