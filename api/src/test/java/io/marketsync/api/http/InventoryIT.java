package io.marketsync.api.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.api.edge.Reply;
import io.marketsync.api.edge.Wire;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.Caller;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Document;
import io.marketsync.api.testing.Routes;
import io.marketsync.api.testing.TestJob;
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

/** What answers on the main port, and nothing else does. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class InventoryIT {

    private static final Set<Integer> REFUSALS = Set.of(400, 401, 403, 404);

    @Inject
    Router router;

    @Test
    void everyDeclaredRouteIsDocumentedExceptThoseThatNoCallerOfTheApiCalls() {
        Set<String> documented = new TreeSet<>();
        Document.served().operations().forEach(op -> documented.add(op.method() + " " + op.path()));
        documented.add("GET /problems/{slug}");
        documented.add("POST /webhooks/{marketplace}/{secret}");

        assertThat(documented).isEqualTo(Routes.declared());
    }

    @Test
    void besidesTheResourcesOnlyTheFrameworksCornerHasAPath() {
        assertThat(router.getRoutes())
                .extracting(Route::getPath)
                .filteredOn(path -> path != null && !path.equals("/"))
                .containsOnly("/q/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q/metrics",
                "/q/health",
                "/q/health/live",
                "/q/health/ready",
                "/q/info",
                "/q/dev",
                "/q/dev-ui",
                "/q/arc",
                "/q",
                "/metrics",
                "/health",
                "/swagger-ui",
                "/openapi",
                "/dashboard",
                "/",
                "/index.html",
                "/login",
                "/api",
                "/api/v1",
                "/api/jobs",
                "/api/v1/probe/public",
                "/META-INF/MANIFEST.MF",
                "/application.properties"
            })
    void nothingElseAnswers(String path) {
        assertThatProblem(Caller.anonymous().get(path)).is(ProblemCode.NOT_FOUND);
        assertThatProblem(Caller.ops().get(path)).is(ProblemCode.NOT_FOUND);
    }

    /** Only development and test builds have it at all; there it is switched off. */
    @Test
    void thereIsNoSwaggerUi() {
        assertThat(Caller.anonymous().get("/q/swagger-ui").status()).isEqualTo(404);
        assertThat(Caller.anonymous().get("/q/swagger-ui/index.html").status()).isEqualTo(404);
    }

    @Test
    void theDescriptionIsForEverybody() {
        assertThat(Caller.anonymous().get("/q/openapi").body()).contains("openapi: 3.1");
    }

    @Test
    void everyRouteHasOneSpelling() {
        TestSeller seller = aSeller().withShop();
        String operation = TestJob.aJobOf(seller).operationId();
        Caller[] callers = {seller.calls(), Caller.ops(), Caller.anonymous()};
        List<String> answered = new ArrayList<>();
        for (String route : Routes.declared()) {
            String method = route.split(" ")[0];
            String path = route.split(" ")[1]
                    .replace("{shop}", seller.shopId())
                    .replace("{operation}", operation)
                    .replaceAll("\\{\\w+}", "1");
            if (!path.startsWith("/api/")) {
                continue;
            }
            Set<String> spellings = PathSpellings.of(path);
            assertThat(spellings).hasSizeGreaterThan(60);
            int turn = 0;
            for (String spelling : spellings) {
                Caller caller = callers[turn++ % callers.length];
                if (!REFUSALS.contains(status(caller, method, spelling))) {
                    answered.add(method + " " + spelling + " -> " + status(caller, method, spelling));
                }
            }
        }
        assertThat(answered).isEmpty();
    }

    private static int status(Caller caller, String method, String spelling) {
        Reply reply = caller.token() == null
                ? Wire.toTheApp().send(method, spelling, "")
                : Wire.toTheApp().send(method, spelling, "", "Authorization: Bearer " + caller.token());
        return reply.status();
    }
}
