package io.marketsync.cleanup;

import java.util.List;
import java.util.UUID;

import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.db.Database;
import io.marketsync.db.JdbcTransactions;
import io.marketsync.db.Schema;
import io.marketsync.db.StatementCount;
import io.marketsync.job.Attempt;
import io.marketsync.job.Ending.Snoozed;
import io.marketsync.job.Kind;
import io.marketsync.job.Outcome;
import io.marketsync.queue.RetentionStore;

import static org.assertj.core.api.Assertions.assertThat;

/** What clean-up removes, in what portions, and what it leaves. */
class CleanUpIT extends OldRows {

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
    @ValueSource(ints = {1, 999, 1000})
    void aBatchCostsTheSameStatementsWhateverItsSize(int old) {
        postings("p", old, true, 100);
        Attempt attempt = attempt("cleanup.payloads", false);
        long before = StatementCount.soFar();
        assertThat(handler("cleanup.payloads").run(attempt, new CleanUp.Args())).isEqualTo(Outcome.OK);
        int batches = old / CleanUp.BATCH + 1;
        long statements = StatementCount.soFar() - before;
        assertThat(statements).as("a look, and a name, a removal, a fence").isEqualTo(1 + 3L * batches);
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
        assertThat(handler("cleanup.payloads").run(again(false), new CleanUp.Args()))
                .isEqualTo(Outcome.OK);
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
}
