package io.marketsync.cleanup;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.db.StatementCount;
import io.marketsync.job.Attempt;
import io.marketsync.job.Kind;
import io.marketsync.job.Outcome;
import io.marketsync.testing.Printed;

import static org.assertj.core.api.Assertions.assertThat;

/** What it costs to remove many rows. */
class CleanUpCostIT extends OldRows {

    /** A removal and a fence. */
    private static final int BATCH = 2;

    /** Of jobs: that nobody else removes some. */
    private static final int ALONE = 1;

    /** Of payloads: whose they are. */
    private static final int NAME = 1;

    /** Who has payloads to remove. */
    private static final int LOOK = 1;

    @BeforeEach
    void nothingElseIsOld() {
        write("TRUNCATE idempotency_key, webhook_inbox, label, import_file, import_reject CASCADE");
    }

    @Tag(Printed.COSTS)
    @ParameterizedTest
    @ValueSource(ints = {100, 10_000})
    void aBatchOfEachKindCostsTheSameStatementsWhateverIsOld(int rows) {
        for (Kind<?> kind : CleanUp.KINDS) {
            make(kind.name(), rows);
            Attempt attempt = attempt(kind.name(), false);
            long before = StatementCount.soFar();

            assertThat(handler(kind.name()).run(attempt, new CleanUp.Args())).isEqualTo(Outcome.OK);

            long statements = StatementCount.soFar() - before;
            assertThat(statements).as(kind.name()).isEqualTo(expected(kind.name(), rows));
            assertThat(attempt.counts().asMap().values()).as(kind.name()).containsExactly((long) rows);
            Printed.cost(kind, rows, kind.name().equals("cleanup.imports") ? "files" : "rows", 0, statements);
        }
    }

    /** The last batch is one that is not full, or finds nothing. */
    private static long expected(String kind, int rows) {
        int batches = rows / CleanUp.BATCH + 1;
        return switch (kind) {
            // of cancelled and dead jobs, and of batches, there are none
            case "cleanup.jobs" -> (batches + 2L) * (ALONE + BATCH) + BATCH;
            case "cleanup.payloads" -> LOOK + (long) batches * (NAME + BATCH);
            // no row of a file is listed
            case "cleanup.imports" -> (rows / CleanUp.FILES + 1L) * BATCH + BATCH;
            default -> (long) batches * BATCH;
        };
    }

    private void make(String kind, int rows) {
        switch (kind) {
            case "cleanup.jobs" -> jobs("SUCCEEDED", rows, 31);
            case "cleanup.payloads" -> postings("p", rows, true, 91);
            case "cleanup.keys" -> write("""
                    INSERT INTO idempotency_key (seller_id, key, fingerprint, expires_at)
                    SELECT ?, lpad(n::text, 16, '0'), sha256(n::text::bytea), now() - interval '1 second'
                    FROM generate_series(1, ?) n""", seller, rows);
            case "cleanup.tokens" -> write("""
                    INSERT INTO api_token (id, seller_id, role, sha256, label, expires_at)
                    SELECT gen_random_uuid(), ?, 'seller', sha256(n::text::bytea), 'old', now() - interval '31 days'
                    FROM generate_series(1, ?) n""", seller, rows);
            case "cleanup.webhooks" -> write("""
                    INSERT INTO webhook_inbox (seller_id, shop_id, event_key, type, payload, received_at, handled_at, outcome)
                    SELECT ?, ?, sha256(n::text::bytea), 'test', '', now() - interval '15 days', now(), 'ignored'
                    FROM generate_series(1, ?) n""", seller, shop, rows);
            case "cleanup.labels" -> write("""
                    WITH labels AS (
                        INSERT INTO label (seller_id, shop_id, number, state, next_try_at, expires_at)
                        SELECT ?, ?, n::text, 'wanted', now(), now() - interval '1 second' FROM generate_series(1, ?) n
                        RETURNING seller_id, shop_id, number)
                    INSERT INTO label_file (seller_id, shop_id, number, pdf) SELECT labels.*, '%PDF-' FROM labels""", seller, shop, rows);
            case "cleanup.imports" -> write("""
                    WITH files AS (
                        INSERT INTO import_file (seller_id, id, shop_id, what, format, said_at)
                        SELECT ?, gen_random_uuid(), ?, 'stock', 'csv', now() - interval '2 hours' FROM generate_series(1, ?) n
                        RETURNING seller_id, id)
                    INSERT INTO import_chunk (seller_id, file_id, no, bytes) SELECT files.*, 1, 'x' FROM files""", seller, shop, rows);
            default -> throw new AssertionError("what does " + kind + " remove?");
        }
    }
}
