package io.marketsync.api.dashboard;

import java.util.List;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.api.edge.Reply;
import io.marketsync.api.testing.Browser;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestJob;
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.testing.TestJob.aJobOf;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

/** What a logged-in operator sees, and cannot do. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class DashboardIT {

    @Inject
    Dashboard dashboard;

    @BeforeEach
    void nothingIsThere() {
        Rows.run("TRUNCATE jobrunr_jobs, job_run, job, jobrunr_backgroundjobservers CASCADE");
    }

    @Test
    void allPoolsAreShownByName() {
        Rows.aServer("worker-1 high");
        Rows.aServer("worker-2 normal");

        assertThat(loggedIn().open("/api/servers").json().findValuesAsText("name"))
                .containsExactlyInAnyOrder("worker-1 high", "worker-2 normal");
    }

    @Test
    void jobsAreShownWithQueueAndKindAsLabelsAndWithoutTheirSeller() {
        TestSeller seller = aSeller().withShop();
        TestJob job = aJobOf(seller);
        Browser browser = loggedIn();

        JsonNode listed = browser.open("/api/jobs?state=ENQUEUED&offset=0&limit=20")
                .json()
                .path("items")
                .get(0);
        Reply single = browser.open("/api/jobs/" + job.id());

        for (JsonNode shown : List.of(listed, single.json())) {
            assertThat(shown.path("jobName").asText()).isEqualTo("orders.pull");
            assertThat(shown.path("labels").toString()).contains("queue:high", "kind:orders.pull");
        }
        assertThat(single.body())
                .doesNotContain(seller.id().toString(), seller.shop().toString());
    }

    @Test
    void aHostileRowIsLeftOutAndItsNeighboursAreShown() {
        TestSeller seller = aSeller().withShop();
        TestJob good = aJobOf(seller);
        TestJob hostile = aJobOf(seller);
        Rows.run(
                "UPDATE jobrunr_jobs SET jobasjson = '{\"className\":\"java.lang.Runtime\"}' WHERE id = ?",
                hostile.id());
        Browser browser = loggedIn();

        JsonNode items = browser.open("/api/jobs?state=ENQUEUED&offset=0&limit=20")
                .json()
                .path("items");

        assertThat(items.findValuesAsText("id")).contains(good.id().toString()).doesNotContain(hostile.id() + "");
        assertThat(Rows.text("SELECT state FROM jobrunr_jobs WHERE id = ?", hostile.id()))
                .isEqualTo("ENQUEUED");
        Reply single = browser.open("/api/jobs/" + hostile.id());
        assertThat(single.status()).isIn(404, 500);
        assertThat(single.body()).doesNotContain("java.lang", "\tat ");
    }

    @Test
    void markupInARowIsTextAndNeverAPage() {
        Rows.aServer("<script>alert(1)</script>");

        Reply answer = loggedIn().open("/api/servers");

        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE,/api/jobs/%s",
        "POST,/api/jobs/%s/requeue",
        "DELETE,/api/recurring-jobs/x",
        "POST,/api/recurring-jobs/x/trigger",
        "DELETE,/api/problems/x",
        "PUT,/api/jobs/%s",
        "PATCH,/api/jobs/%s",
        "OPTIONS,/api/jobs",
        "TRACE,/api/jobs"
    })
    void nothingCanBeChanged(String method, String path) {
        TestJob job = aJobOf(aSeller().withShop());
        Browser browser = loggedIn();

        Reply refused = Rows.nothingIsWrittenBy(() -> browser.send(method, path.formatted(job.id()), ""));

        assertThat(refused.status()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/jobs/not-a-uuid",
                "/api/jobs?state=NONSENSE&offset=0&limit=20",
                "/api/jobs?state=ENQUEUED&offset=x",
                "/api/jobs/00000000-0000-0000-0000-000000000000",
                "/api/none"
            })
    void anErrorShowsNoStackTrace(String path) {
        Reply answer = loggedIn().open(path);

        assertThat(answer.status()).as("%s", answer).isBetween(400, 599);
        assertThat(answer.body()).doesNotContain("\tat ", "org.jobrunr", "java.", "Exception");
    }

    private Browser browser() {
        return new Browser(dashboard.port());
    }

    private Browser loggedIn() {
        return Browser.loggedIn(dashboard.port());
    }
}
