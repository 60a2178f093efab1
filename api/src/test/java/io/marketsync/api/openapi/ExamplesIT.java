package io.marketsync.api.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import io.marketsync.api.edge.Reply;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Document;
import io.marketsync.api.testing.Document.Op;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.Shape;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.Document.each;
import static org.assertj.core.api.Assertions.assertThat;

/** Every documented answer of every operation is made to happen, and looks as documented. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class ExamplesIT {

    private final Document document = Document.served();

    @Test
    void everyExampleOfARequestSucceedsAndItsAnswerIsShapedAsDocumented() {
        for (Op op : document.operations()) {
            String status = op.json().path("responses").fieldNames().next();
            JsonNode media =
                    op.json().path("responses").path(status).path("content").path("application/json");

            Reply reply = Scene.of(op).call();

            assertThat(reply.status()).as("%s: %s", op, reply).isEqualTo(Integer.parseInt(status));
            if (!media.isMissingNode()) {
                JsonNode example = media.path("examples").path("example").path("value");
                assertThat(Shape.of(document, media.path("schema")).violations(example))
                        .as("example of %s", op)
                        .isEmpty();
                assertThat(Shape.of(document, media.path("schema")).violations(reply.json()))
                        .as("answer of %s", op)
                        .isEmpty();
            }
            each(op.json().path("responses").path(status).path("headers"), (header, described) -> {
                boolean sometimes = List.of("Link", "Idempotent-Replayed").contains(header);
                assertThat(sometimes || reply.header(header) != null)
                        .as("%s of %s", header, op)
                        .isTrue();
            });
        }
    }

    @Test
    void everyDocumentedProblemHappensAsItsExampleSaysAndWritesNothing() {
        List<String> replayed = new ArrayList<>();
        for (Op op : document.operations()) {
            each(
                    op.json().path("responses"),
                    (status, response) -> each(
                            response.path("content")
                                    .path("application/problem+json")
                                    .path("examples"),
                            (code, example) -> {
                                replay(
                                        op,
                                        ProblemCode.valueOf(code),
                                        document.resolved(example).path("value"));
                                replayed.add(op.id() + " " + code);
                            }));
        }
        assertThat(replayed).hasSizeGreaterThan(100);
    }

    private void replay(Op op, ProblemCode code, JsonNode example) {
        Scene scene = Scene.of(op).inWhich(code);

        Reply reply = Rows.nothingIsWrittenBy(scene::call);

        scene.end();
        assertThatProblem(reply).is(code);
        assertThat(new TreeSet<>(names(reply.json())))
                .as("%s of %s", code, op)
                .isEqualTo(new TreeSet<>(names(example)));
        JsonNode problem = document.schemas().path("Problem");
        assertThat(Shape.of(document, problem).violations(reply.json())).isEmpty();
        assertThat(Shape.of(document, problem).violations(example)).isEmpty();
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
