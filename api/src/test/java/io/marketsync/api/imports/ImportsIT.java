package io.marketsync.api.imports;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.api.PublicId;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestJob;
import io.marketsync.api.testing.TestSeller;
import io.marketsync.imports.ImportFile;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A seller sends files, and reads what was not taken of them. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class ImportsIT {

    private static final String FILE = "offer;warehouse;available\nчай;1;12\n";
    private static final int MEGABYTE = 1024 * 1024;

    private final TestSeller seller = aSeller().withShop();

    @Test
    void aFileIsKeptForItsOperationAndSentAgainItIsTheSame() {
        String key = key();
        Reply first = send(key, FILE);

        assertThat(first.status()).as("%s", first).isEqualTo(202);
        JsonNode operation = first.json();
        assertThat(operation.path("kind").asText()).isEqualTo("imports.apply");
        assertThat(operation.path("queue").path("name").asText()).isEqualTo("normal");
        assertThat(operation.path("requestedBy").path("type").asText()).isEqualTo("user");
        assertThat(first.header("Location"))
                .endsWith("/api/v1/operations/" + operation.path("id").asText());
        assertThat(first.header("Retry-After")).isEqualTo("1");
        assertThat(Rows.text("""
                        SELECT f.what || ' ' || f.format || ' ' || f.lines || ' ' || convert_from(c.bytes, 'UTF8')
                        FROM import_file f JOIN import_chunk c ON c.file_id = f.id
                        JOIN job j ON j.id = f.job_id AND j.args = jsonb_build_object('file', f.id) WHERE f.seller_id = ?""", seller.id())).isEqualTo("stock csv 2 " + FILE);

        Reply again = Rows.nothingIsWrittenBy(() -> send(key, FILE));
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThatProblem(Rows.nothingIsWrittenBy(() -> send(key, FILE + "tea;1;1\n")))
                .is(ProblemCode.IDEMPOTENCY_KEY_REUSED);
        assertThatProblem(Rows.nothingIsWrittenBy(
                        () -> seller.calls().sending("Content-Type: text/csv").post(path("stock"), FILE)))
                .is(ProblemCode.IDEMPOTENCY_KEY_INVALID);
    }

    @Test
    void whatIsTooLongIsRefusedWhileItIsSent() throws Exception {
        try (Upload upload = new Upload(seller)) {
            String answer = upload.megabytes(60).answer();
            assertThat(answer)
                    .startsWith("HTTP/1.1 413")
                    .containsIgnoringCase("connection: close")
                    .contains("BODY_TOO_LARGE")
                    .contains(String.valueOf(ImportFile.MOST_BYTES));
        }
        nothingIsLeft();
    }

    /** Nobody but the test can see how much memory an upload needs: half of it is on its way, and the heap has not grown. */
    @Test
    void oneThatBreaksOffLeavesNothingAndNeedsNoMemoryMeanwhile() throws Exception {
        try (Upload upload = new Upload(seller)) {
            long before = heap();
            upload.megabytes(32);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Rows.count("import_chunk WHERE seller_id = ?", seller.id()) >= 63);
            assertThat(heap() - before).isLessThan(12L * MEGABYTE);
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Rows.count("import_file WHERE seller_id = ?", seller.id()) == 0);
        nothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Encoding: gzip",
                "Content-Type: text/csv; charset=windows-1251",
                "Content-Type: application/json"
            })
    void whatIsPackedOrOfAnotherAlphabetOrTypeIsRefused(String header) {
        assertThatProblem(Rows.nothingIsWrittenBy(() -> seller.calls()
                        .sending("Content-Type: text/csv")
                        .withKey(key())
                        .sending(header)
                        .post(path("stock"), FILE)))
                .is(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void aSellerHasTenFilesThatWaitAndThoseThatAreOverMakeRoom() {
        String first = send(key(), FILE).json().path("id").asText();
        for (int i = 1; i < Imports.MOST_WAITING; i++) {
            send(key(), FILE);
        }
        Reply refused = Rows.nothingIsWrittenBy(() -> send(key(), FILE));
        assertThatProblem(refused).is(ProblemCode.IMPORTS_WAITING);
        assertThat(refused.header("Retry-After")).isEqualTo("60");

        seller.calls().post("/api/v1/operations/" + first + "/cancel", "");

        assertThat(send(key(), FILE).status()).isEqualTo(202);
        assertThat(Rows.count("import_file WHERE seller_id = ?", seller.id())).isEqualTo(10);
    }

    /** With keys that were used nothing is stored of them, so nothing else counts them. */
    @Test
    void aSellerSendsTenAtOnceHoweverSlowlyAndKeepsNobodyElseOut() throws Exception {
        List<String> known =
                Stream.generate(ImportsIT::key).limit(Intake.MOST_OF_A_SELLER).toList();
        known.forEach(key -> send(key, FILE));
        List<Upload> slow = new ArrayList<>();
        try {
            for (String key : known) {
                slow.add(new Upload(seller, key));
            }
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> send(known.getFirst(), FILE).status() == 429);
            Reply refused = Rows.nothingIsWrittenBy(() -> send(known.getFirst(), FILE));
            assertThatProblem(refused).is(ProblemCode.IMPORTS_WAITING);
            assertThat(refused.header("Retry-After")).isEqualTo("60");
            assertThat(send(aSeller().withShop(), key(), FILE).status()).isEqualTo(202);
        } finally {
            for (Upload upload : slow) {
                upload.close();
            }
        }
        await().atMost(Duration.ofSeconds(10))
                .until(() -> send(known.getFirst(), FILE).status() == 202);
    }

    @Test
    void rowsThatWereNotTakenAreListedInTheLanguageOfTheReader() {
        UUID job = TestJob.aBareJobOf(seller, seller.shop(), "imports.apply", "SUCCEEDED");
        Rows.run("""
                INSERT INTO job_run (job_id, seller_id, attempt, server, started_at, updated_at, counts)
                VALUES (?, ?, 1, 'worker-1', now(), now(), '{"rejected": 3}')""", job, seller.id());
        Rows.run("""
                INSERT INTO import_reject (seller_id, job_id, row_no, offer_code, member, code, arguments) VALUES
                    (?, ?, 3, 'чай', '/available', 'MIN', '{"value": 0}'),
                    (?, ?, 17, NULL, '', 'OPEN_QUOTE', '{"max": 8192}'),
                    (?, ?, 900, 'tea', '', 'SAID_LATER', '{}')""", seller.id(), job, seller.id(), job, seller.id(), job);
        String operation = PublicId.OPERATION.of(job);
        String list = seller.get("/api/v1/operations/" + operation)
                .json()
                .path("links")
                .path("items")
                .asText();
        assertThat(list).isEqualTo("/api/v1/imports/" + operation + "/rejects");

        JsonNode first = seller.get(list + "?limit=2").json();
        assertThat(first.path("items").toString())
                .isEqualTo(
                        "[{\"row\":3,\"offer\":\"чай\",\"column\":\"available\",\"code\":\"MIN\",\"detail\":\"must be at least 0\"},"
                                + "{\"row\":17,\"offer\":null,\"column\":null,\"code\":\"OPEN_QUOTE\","
                                + "\"detail\":\"has a quotation mark that is not closed within 8192 bytes\"}]");
        Reply second = seller.calls()
                .sending("Accept-Language: ru")
                .get(list + "?limit=2&cursor=" + first.path("nextCursor").asText());
        assertThat(second.json().path("items").findValuesAsText("detail"))
                .isEqualTo(List.of("указано ещё раз после отправки файла; учитывается последнее"));
        assertThat(second.header("Content-Language")).isEqualTo("ru");
        assertThat(second.json().path("hasMore").asBoolean()).isFalse();
    }

    private void nothingIsLeft() {
        for (String table : List.of("import_file", "import_chunk", "job", "idempotency_key")) {
            assertThat(Rows.count(table + " WHERE seller_id = ?", seller.id()))
                    .as(table)
                    .isZero();
        }
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private Reply send(String key, String text) {
        return send(seller, key, text);
    }

    private static Reply send(TestSeller from, String key, String text) {
        return from.calls().sending("Content-Type: text/csv").withKey(key).post(path(from, "stock"), text);
    }

    private String path(String what) {
        return path(seller, what);
    }

    private static String path(TestSeller from, String what) {
        return "/api/v1/imports?what=" + what + "&shop=" + from.shopId();
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }
}
