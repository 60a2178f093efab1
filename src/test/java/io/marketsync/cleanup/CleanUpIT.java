package io.marketsync.cleanup;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.db.Database;
import io.marketsync.db.JdbcTransactions;
import io.marketsync.db.Schema;
import io.marketsync.db.StatementCount;
import io.marketsync.job.Attempt;
import io.marketsync.job.Ending;
import io.marketsync.job.Ending.Snoozed;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.JobTarget;
import io.marketsync.job.Kind;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.job.Outcome;
import io.marketsync.queue.OnTwin;
import io.marketsync.queue.RetentionStore;
import io.marketsync.testing.Printed;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestStorage;

import static org.assertj.core.api.Assertions.assertThat;

/** What clean-up removes, in what portions, and what it leaves. */
class CleanUpIT {

    private static final CleanUpConfig KEEP = new CleanUpConfig() {
        @Override
        public Duration keepFinished() {
            return Duration.ofDays(30);
        }

        @Override
        public Duration keepDead() {
            return Duration.ofDays(90);
        }

        @Override
        public Duration keepWebhooks() {
            return Duration.ofDays(14);
        }

        @Override
        public Duration keepPayloads() {
            return Duration.ofDays(90);
        }

        @Override
        public Duration keepImports() {
            return Duration.ofDays(7);
        }

        @Override
        public Duration keepImportRejects() {
            return Duration.ofDays(30);
        }

        @Override
        public Duration keepTokens() {
            return Duration.ofDays(30);
        }
    };

    private final TestDatabase database = TestDatabase.shared();
    private final TestStorage storage = new TestStorage(database);
    private final Map<String, Integer> told = new HashMap<>();
    private UUID seller;
    private UUID shop;
    private UUID job;

    @BeforeEach
    void aSeller() {
        database.withoutJobs();
        seller = database.seller("Kept seller");
        shop = database.shop(seller);
        write("TRUNCATE posting CASCADE");
        write("TRUNCATE api_token");
    }

    @Test
    void everyKindCanBeRunAndFindsNothingWhereNothingIsOld() {
        write("TRUNCATE idempotency_key, webhook_inbox, label, import_file, import_reject CASCADE");
        for (Kind<?> kind : CleanUp.KINDS) {
            assertThat(run(kind.name())).as(kind.name()).isEqualTo(Outcome.NOTHING);
        }
        assertThat(told.keySet())
                .as("each is known to metrics before anything is removed")
                .containsExactlyInAnyOrder(
                        "finished",
                        "cancelled",
                        "dead",
                        "batches",
                        "expired_keys",
                        "tokens",
                        "webhooks",
                        "payloads",
                        "labels",
                        "imports",
                        "import_rejects");
    }

    @Test
    void jobsThatEndedLongAgoGoDeadOnesLater() {
        jobs("SUCCEEDED", 2, 31);
        jobs("SUCCEEDED", 1, 29);
        jobs("DELETED", 3, 31);
        jobs("FAILED", 4, 91);
        jobs("FAILED", 5, 89);
        jobs("ENQUEUED", 6, 100);

        assertThat(run("cleanup.jobs")).isEqualTo(Outcome.OK);

        assertThat(counts()).isEqualTo("{\"dead\": 4, \"finished\": 2, \"cancelled\": 3}");
        assertThat(told)
                .containsEntry("finished", 2)
                .containsEntry("cancelled", 3)
                .containsEntry("dead", 4);
        assertThat(number("SELECT count(*) FROM jobrunr_jobs WHERE kind = 'test.old'"))
                .isEqualTo(12);
    }

    @Test
    void rawPayloadsOfPostingsThatEndedGoAndNothingElseOfThem() {
        postings("ended", 1, true, 91);
        postings("young", 1, true, 89);
        postings("open", 1, false, 200);
        seller = database.seller("Another kept seller");
        shop = database.shop(seller);
        postings("of-another", 1, true, 100);

        assertThat(run("cleanup.payloads")).isEqualTo(Outcome.OK);

        assertThat(text("SELECT string_agg(number, ' ' ORDER BY number) FROM posting WHERE raw IS NULL"))
                .isEqualTo("ended-1 of-another-1");
        assertThat(number("SELECT count(*) FROM posting WHERE content_hash = '\\x07' AND status = 'x'"))
                .isEqualTo(4);
        assertThat(run("cleanup.payloads")).isEqualTo(Outcome.NOTHING);
    }

    @Test
    void labelsGoWhenTheySayWithTheirFiles() {
        write("TRUNCATE label CASCADE");
        for (String expires : List.of("-1", "1")) {
            write(
                    "INSERT INTO label (seller_id, shop_id, number, state, next_try_at, expires_at)"
                            + " VALUES (?, ?, ?, 'wanted', now(), now() + ?::int * interval '1 second')",
                    seller,
                    shop,
                    expires,
                    expires);
            write(
                    "INSERT INTO label_file (seller_id, shop_id, number, pdf) VALUES (?, ?, ?, '%PDF-')",
                    seller, shop, expires);
        }
        assertThat(run("cleanup.labels")).isEqualTo(Outcome.OK);
        assertThat(told).containsEntry("labels", 1);
        assertThat(text("SELECT string_agg(number, ' ') FROM label_file")).isEqualTo("1");
    }

    @Test
    void filesThatNobodyAppliesGoWithTheirChunksAndRejectsAMonthLater() {
        write("TRUNCATE import_file, import_reject CASCADE");
        file("half", null, "59 minutes", null);
        file("broken off", null, "61 minutes", null);
        file("waits", UUID.randomUUID(), "6 days", null);
        file("waited too long", UUID.randomUUID(), "8 days", null);
        file("applied", UUID.randomUUID(), "8 days", "8 days");
        for (int i = 0; i < CleanUp.FILES; i++) {
            file("more than one transaction removes", null, "2 hours", null);
        }
        for (int days : List.of(29, 31)) {
            write("""
                    INSERT INTO import_reject (seller_id, job_id, row_no, member, code, arguments, created_at)
                    VALUES (?, gen_random_uuid(), ?, '', 'X', '{}', now() - ?::int * interval '1 day')""", seller, days, days);
        }

        assertThat(run("cleanup.imports")).isEqualTo(Outcome.OK);

        assertThat(counts()).isEqualTo("{\"imports\": 13, \"import_rejects\": 1}");
        assertThat(text("SELECT string_agg(convert_from(bytes, 'UTF8'), ', ' ORDER BY bytes) FROM import_chunk"))
                .isEqualTo("half, waits");
        assertThat(text("SELECT string_agg(row_no::text, ' ') FROM import_reject"))
                .isEqualTo("29");
    }

    private void file(String text, UUID by, String ago, String ended) {
        UUID file = UUID.randomUUID();
        write("""
                INSERT INTO import_file (seller_id, id, shop_id, what, format, job_id, said_at, ended_at)
                VALUES (?, ?, ?, 'stock', 'csv', ?, now() - ?::interval, now() - ?::interval)""", seller, file, shop, by, ago, ended);
        write(
                "INSERT INTO import_chunk (seller_id, file_id, no, bytes) VALUES (?, ?, 1, convert_to(?, 'UTF8'))",
                seller,
                file,
                text);
    }

    @Test
    void tokensThatAreOverGoAMonthLater() {
        token("expired", -31, null);
        token("revoked", 100, -31);
        token("justExpired", -29, null);
        token("justRevoked", 100, -29);
        token("good", 100, null);

        assertThat(run("cleanup.tokens")).isEqualTo(Outcome.OK);

        assertThat(text("SELECT string_agg(label, ' ' ORDER BY label) FROM api_token"))
                .isEqualTo("good justExpired justRevoked");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 999, 1000, 10_000})
    void aBatchCostsTheSameStatementsWhateverItsSize(int old) {
        postings("p", old, true, 100);
        Attempt attempt = attempt("cleanup.payloads", false);
        long before = StatementCount.soFar();
        assertThat(handler("cleanup.payloads").run(attempt, new CleanUp.Args())).isEqualTo(Outcome.OK);
        int batches = old / CleanUp.BATCH + 1;
        long statements = StatementCount.soFar() - before;
        assertThat(statements).as("a look, and a name, a removal, a fence").isEqualTo(1 + 3L * batches);
        Printed.cost("cleanup.payloads", old, "rows", 0, statements);
        assertThat(counts()).isEqualTo("{\"payloads\": " + old + "}");
        assertThat(text("SELECT phase || ' ' || phase_index || '/' || phase_count || ' ' || completed || ' ' || unit"
                        + " FROM job_run WHERE job_id = '" + job + "'"))
                .isEqualTo("payloads 1/1 " + old + " rows");
    }

    @Test
    void oneThatHasNoTimeLeftGoesOnLaterAndCountsOn() {
        postings("p", 1500, true, 100);
        Attempt attempt = attempt("cleanup.payloads", true);
        assertThat(handler("cleanup.payloads").run(attempt, new CleanUp.Args())).isInstanceOf(Snoozed.class);
        assertThat(counts()).isEqualTo("{\"payloads\": 1000}");
        Attempt next =
                new Attempt(storage.attempt(job, Instant.now()), database.workers(), new JobRunStore(), () -> false);
        assertThat(handler("cleanup.payloads").run(next, new CleanUp.Args())).isEqualTo(Outcome.OK);
        assertThat(counts()).isEqualTo("{\"payloads\": 1500}");
    }

    @Test
    void neitherAnEnqueueNorAClaimNorAnotherCleanUpWaitsForOneThatIsAtIt() {
        jobs("SUCCEEDED", 1200, 31);
        RetentionStore rows = new RetentionStore();
        // of its own connection: inside a transaction the same one would be used again
        JdbcTransactions others = new JdbcTransactions(Database.on(database.as(Schema.WORKER)));
        int left = database.workers().forSystem(first -> {
            assertThat(remove(rows, first)).isEqualTo(CleanUp.BATCH);
            return others.forSystem(second -> {
                second.execute("SET LOCAL lock_timeout = '1s'");
                UUID waiting = enqueue("cleanup.keys", second);
                assertThat(second.execute("UPDATE jobrunr_jobs SET state = 'PROCESSING' WHERE id = ?", waiting))
                        .isEqualTo(1);
                return remove(rows, second);
            });
        });
        assertThat(left).as("it is left to the first").isZero();
        assertThat(database.workers().<Integer>forSystem(handle -> remove(rows, handle)))
                .isEqualTo(200);
    }

    private static int remove(RetentionStore rows, Handle handle) {
        return rows.removeJobs(handle, "SUCCEEDED", KEEP.keepFinished(), CleanUp.BATCH);
    }

    private Ending run(String kind) {
        return handler(kind).run(attempt(kind, false), new CleanUp.Args());
    }

    private CleanUp handler(String kind) {
        return CleanUp.all(KEEP, new RetentionStore(), (what, rows) -> told.merge(what, rows, Integer::sum)).stream()
                .filter(handler -> handler.kind().name().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private Attempt attempt(String kind, boolean stopped) {
        job = enqueue(kind);
        return new Attempt(storage.attempt(job, Instant.now()), database.workers(), new JobRunStore(), () -> stopped);
    }

    private UUID enqueue(String name) {
        return database.workers().forSystem(handle -> enqueue(name, handle));
    }

    private UUID enqueue(String name, Handle handle) {
        Kind<?> kind = CleanUp.KINDS.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow();
        NewJob night = new NewJob(kind, JobTarget.SYSTEM, new CleanUp.Args(), 0, false, Origin.CRON, null);
        return storage.queue.enqueue(handle, night, OnTwin.JOIN).id();
    }

    private void jobs(String state, int jobs, int days) {
        write("""
                WITH ids AS (SELECT gen_random_uuid() AS id FROM generate_series(1, ?)),
                requests AS (
                    INSERT INTO job (id, seller_id, kind, queue, args, requested_by)
                    SELECT id, ?, 'test.old', 'low', '{}', 'system' FROM ids)
                INSERT INTO jobrunr_jobs (id, version, jobasjson, jobsignature, state, createdat, updatedat, queue, kind,
                    lane, seller_id, priority, sort_key)
                SELECT id, 1, '{}', '', ?, now(), now() AT TIME ZONE 'utc' - ? * interval '1 day', 'low', 'test.old',
                    'system:test.old:', ?, 0, now() FROM ids""", jobs, seller, state, days, seller);
    }

    private void postings(String prefix, int postings, boolean ended, int days) {
        write("""
                INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, content_hash, raw,
                    changed_at)
                SELECT ?, ?, ? || '-' || n, 'fbs', 'x', 80, ?, false, '\\x07', '{"addressee": {"name": "A"}}',
                    now() - ? * interval '1 day' FROM generate_series(1, ?) n""", seller, shop, prefix, ended, days, postings);
    }

    private void token(String label, int expires, Integer revoked) {
        write("""
                INSERT INTO api_token (id, seller_id, role, sha256, label, expires_at, revoked_at)
                VALUES (gen_random_uuid(), ?, 'seller', sha256(convert_to(?, 'UTF8')), ?, now() + ? * interval '1 day',
                    now() + ?::int * interval '1 day')""", seller, label, label, expires, revoked);
    }

    private void write(String statement, Object... values) {
        database.superuser().useHandle(handle -> handle.execute(statement, values));
    }

    private String counts() {
        return text("SELECT counts::text FROM job_run WHERE job_id = '" + job + "'");
    }

    private String text(String query) {
        return database.superuser()
                .withHandle(
                        handle -> handle.createQuery(query).mapTo(String.class).one());
    }

    private long number(String query) {
        return Long.parseLong(text(query.replace("count(*)", "count(*)::text")));
    }
}
