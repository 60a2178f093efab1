package io.marketsync.api.openapi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Document;
import io.marketsync.api.testing.Document.Op;

import static io.marketsync.api.testing.Document.each;
import static org.assertj.core.api.Assertions.assertThat;

/** What every operation of this api has in common; the names are those of the rules. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class HouseRulesIT {

    private Document document;
    private List<Op> operations;

    @BeforeEach
    void read() {
        document = Document.served();
        operations = document.operations();
        assertThat(operations).hasSizeGreaterThan(8);
    }

    @Test
    void theDocumentIsOpenApi31WithTitleVersionAndDescription() {
        assertThat(document.root().path("openapi").asText()).startsWith("3.1");
        JsonNode info = document.root().path("info");
        assertThat(List.of("title", "version", "description"))
                .allSatisfy(member -> assertThat(info.path(member).asText()).isNotBlank());
    }

    @Test
    void operationIdsAreVerbsWithNounsAndUnique() {
        assertThat(operations)
                .extracting(Op::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z]+([A-Z][a-z]+)+"));
    }

    @Test
    void everyOperationHasAShortSummaryAndOneDescribedTag() {
        Set<String> tags = new HashSet<>();
        document.root().path("tags").forEach(tag -> {
            assertThat(tag.path("description").asText()).isNotBlank();
            tags.add(tag.path("name").asText());
        });
        assertThat(operations).allSatisfy(op -> {
            assertThat(op.json().path("summary").asText()).hasSizeBetween(5, 80).doesNotEndWith(".");
            assertThat(op.json().path("tags")).hasSize(1);
            assertThat(tags).contains(op.json().path("tags").get(0).asText());
        });
    }

    @Test
    void everyOperationNeedsABearerToken() {
        JsonNode scheme =
                document.root().path("components").path("securitySchemes").path("bearer");
        assertThat(scheme.path("scheme").asText()).isEqualTo("bearer");
        assertThat(operations)
                .allSatisfy(
                        op -> assertThat(op.json().path("security").toString()).isEqualTo("[{\"bearer\":[]}]"));
    }

    @Test
    void pathsAreLowerCaseAndVersioned() {
        assertThat(operations)
                .allSatisfy(op -> assertThat(op.path()).matches("/api/v1(/[a-z]+(-[a-z]+)*|/\\{[a-z]+})+"));
    }

    @Test
    void everyParameterIsDescribedAndBounded() {
        assertThat(operations).allSatisfy(op -> op.json().path("parameters").forEach(parameter -> {
            assertThat(parameter.path("description").asText())
                    .as("%s", parameter)
                    .isNotBlank();
            assertBounded(parameter.path("schema"));
        }));
    }

    @Test
    void everyMemberOfARequestIsBounded() {
        assertThat(operations).filteredOn(Op::takesJson).allSatisfy(op -> {
            JsonNode schema = op.json()
                    .path("requestBody")
                    .path("content")
                    .path("application/json")
                    .path("schema");
            each(
                    document.resolved(schema).path("properties"),
                    (name, property) -> assertBounded(document.resolved(property)));
        });
    }

    @Test
    void everyOperationDocumentsItsRefusals() {
        assertThat(operations).allSatisfy(op -> {
            List<String> statuses = new ArrayList<>(List.of("401", "403", "503"));
            statuses.addAll(op.id().equals("getRedis") ? List.of() : List.of("500")); // it answers from memory
            statuses.addAll(op.hasBody() ? List.of("400", "413", "415") : List.of());
            statuses.addAll(op.path().contains("{") ? List.of("404") : List.of());
            assertThat(op.json().path("responses").fieldNames()).toIterable().containsAll(statuses);
        });
    }

    @Test
    void everyRefusalIsAProblemWithAnExampleOfEachCode() {
        assertThat(operations)
                .allSatisfy(op -> each(op.json().path("responses"), (status, response) -> {
                    if (status.startsWith("2")) {
                        return;
                    }
                    assertThat(response.path("content").fieldNames())
                            .toIterable()
                            .containsExactly("application/problem+json");
                    JsonNode media = response.path("content").path("application/problem+json");
                    assertThat(media.path("schema").path("$ref").asText()).endsWith("/Problem");
                    assertThat(media.path("examples")).isNotEmpty();
                    each(media.path("examples"), (code, example) -> {
                        JsonNode value = document.resolved(example).path("value");
                        assertThat(value.path("code").asText()).isEqualTo(code);
                        assertThat(value.path("status").asText()).isEqualTo(status);
                        assertThat(ProblemCode.valueOf(code).status()).hasToString(status);
                    });
                }));
    }

    @Test
    void everyListIsAPageOfAtMostAHundred() {
        assertThat(operations)
                .filteredOn(op -> op.id().startsWith("list"))
                .hasSize(18)
                .allSatisfy(op -> {
                    assertThat(op.takes("limit") && op.takes("cursor")).isTrue();
                    op.json().path("parameters").forEach(parameter -> {
                        if (parameter.path("name").asText().equals("limit")) {
                            assertThat(parameter.path("schema").path("maximum").asInt())
                                    .isEqualTo(100);
                        }
                    });
                    assertThat(document.resolved(answer(op).path("schema"))
                                    .path("properties")
                                    .fieldNames())
                            .toIterable()
                            .containsExactlyInAnyOrder("items", "nextCursor", "hasMore");
                });
    }

    @Test
    void everyBodyHasAnExample() {
        assertThat(operations).allSatisfy(op -> {
            assertThat(op.hasBody() && op.exampleBody().isEmpty()).isFalse();
            boolean silent = op.json().path("responses").has("204");
            assertThat(silent
                            || !answer(op)
                                    .path("examples")
                                    .path("example")
                                    .path("value")
                                    .isMissingNode())
                    .isTrue();
        });
    }

    @Test
    void secretsAreOnlyWritten() {
        each(
                document.schemas(),
                (name, schema) -> each(schema.path("properties"), (property, type) -> {
                    boolean secret = property.toLowerCase().matches(".*(apikey|secret|password|privatekey).*");
                    assertThat(!secret || type.path("writeOnly").asBoolean())
                            .as("%s.%s", name, property)
                            .isTrue();
                    assertThat(property.equals("token") && !name.equals("IssuedToken"))
                            .isFalse();
                }));
    }

    @Test
    void namesOfSchemasAndMembersFollowOneStyle() {
        each(document.schemas(), (name, schema) -> {
            assertThat(name).matches("[A-Z][A-Za-z]+");
            assertThat(schema.path("properties").fieldNames())
                    .toIterable()
                    .allMatch(member -> member.matches("[a-z][A-Za-z]*"));
        });
    }

    @Test
    void everySchemaAndExampleIsUsed() {
        String text = document.root().toString();
        each(document.schemas(), (name, schema) -> assertThat(text).contains("#/components/schemas/" + name + "\""));
        each(document.root().path("components").path("examples"), (name, example) -> assertThat(text)
                .contains("#/components/examples/" + name + "\""));
    }

    @Test
    void aMethodAnswersWithTheStatusOfItsKind() {
        assertThat(operations).allSatisfy(op -> {
            String success = op.json().path("responses").fieldNames().next();
            assertThat(success)
                    .isIn(
                            switch (op.method()) {
                                // 200: done at once, and nothing was made that has an address
                                case "POST" -> List.of("200", "201", "202", "207");
                                case "DELETE" -> List.of("204");
                                default -> List.of("200");
                            });
        });
    }

    private static JsonNode answer(Op op) {
        JsonNode responses = op.json().path("responses");
        JsonNode content = responses.path(responses.fieldNames().next()).path("content");
        assertThat(content.size()).as("media types of %s", op).isLessThanOrEqualTo(1);
        return content.isEmpty() ? content : content.elements().next();
    }

    private static void assertBounded(JsonNode schema) {
        boolean bounded =
                switch (schema.path("type").asText()) {
                    case "string" ->
                        schema.has("enum")
                                || schema.has("maxLength")
                                || schema.path("pattern").asText("*").matches("[^*+]*");
                    case "integer", "number" -> schema.has("minimum") && schema.has("maximum");
                    case "array" -> schema.has("maxItems");
                    default -> schema.path("type").asText().equals("boolean");
                };
        assertThat(bounded).as("%s is bounded", schema).isTrue();
    }
}
