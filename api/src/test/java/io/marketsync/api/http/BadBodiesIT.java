package io.marketsync.api.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import io.marketsync.api.PublicId;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.testing.Caller;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Document;
import io.marketsync.api.testing.Document.Op;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

/** Made from the document: each member of each request wrong in every way, and whole bodies that are none. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class BadBodiesIT {

    private static final List<String> BODIES = List.of(
            "null",
            "[]",
            "\"x\"",
            "1",
            "true",
            "{",
            "}",
            "{}{}",
            "{}x",
            "[{}]",
            "{\"a\":}",
            "\u0000",
            "\uFEFF{}",
            "{'a':1}",
            "{\"a\":NaN}",
            "{\"a\":1,\"a\":2}",
            "[".repeat(5_000),
            "{\"a\":".repeat(5_000),
            "{\"a\":" + "9".repeat(5_000) + "}",
            "{\"a\":\"" + "x".repeat(200_000) + "\"}",
            "/* */{}",
            "{\"a\":\"\\ud800\"}",
            "{\"__proto__\":{}}",
            "{\"@class\":\"java.lang.Runtime\"}");

    /** Half of a character survives the wire only as an escape. */
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final Caller operator = Caller.ops();
    private final Document document = Document.served();
    private final TestSeller seller = aSeller().withShop();

    @Test
    void wholeBodiesThatAreNoneAreRefused() {
        List<String> wrong = new ArrayList<>();
        for (Op op : operations()) {
            for (String body : BODIES) {
                expectRefusal(op, body, null, wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void eachMemberMissingOrWrongIsRefusedAndNamed() {
        List<String> wrong = new ArrayList<>();
        for (Op op : operations()) {
            ObjectNode good = (ObjectNode) json(op.exampleBody());
            List<String> names = new ArrayList<>();
            good.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                wrongValues(op, name).forEach((what, value) -> {
                    ObjectNode bad = good.deepCopy();
                    if (value == null) {
                        bad.remove(name);
                    } else {
                        bad.set(name, value);
                    }
                    expectRefusal(op, text(bad), "#/" + name, wrong);
                });
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void membersThatAreNotOursToSetAreRefused() {
        List<String> wrong = new ArrayList<>();
        for (Op op : operations()) {
            for (String name :
                    List.of("sellerId", "role", "priority", "id", "seller_id", "key_version", "Kind", "APIKEY")) {
                ObjectNode bad = (ObjectNode) json(op.exampleBody());
                expectRefusal(op, bad.put(name, "x").toString(), "#/" + name, wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** By what is wrong; null is a missing member. Optional members may be missing and null. */
    private Map<String, JsonNode> wrongValues(Op op, String name) {
        JsonNode schema = document.resolved(document.schemas().path(schemaOf(op)));
        JsonNode type = document.resolved(schema.path("properties").path(name));
        boolean text = type.path("type").asText().equals("string");
        Map<String, JsonNode> values = new LinkedHashMap<>();
        if (schema.path("required").toString().contains("\"" + name + "\"")) {
            values.put("missing", null);
            values.put("null", json("null"));
        }
        for (String other : List.of(
                "[]", "{}", "true", "1.5", text ? "1" : "\"1\"", "99999999999999999999", "-1", "\"\"", "\"\\u0000\"")) {
            values.put(other, json(other));
        }
        if (text) {
            for (String odd : List.of(
                    "\"\\n\"",
                    "\"a\\u0000b\"",
                    "\"a\\u202eb\"",
                    "\"\\ud800\"",
                    "\"\\u0085\"",
                    "\"\\u2028\"",
                    "\" \"")) {
                values.put(odd, json(odd));
            }
            values.put("too long", json("\"" + "a".repeat(5_000) + "\""));
        }
        return values;
    }

    private void expectRefusal(Op op, String body, String pointer, List<String> wrong) {
        Reply reply = Rows.nothingIsWrittenBy(() -> call(op, body));
        boolean named = pointer == null || reply.body().contains("\"pointer\":\"" + pointer + "\"");
        boolean problem = "application/problem+json".equals(reply.header("Content-Type"));
        boolean unknownKind = reply.status() == 422;
        if (!problem || reply.status() != 400 && !unknownKind || !named) {
            String shown = body.length() > 80 ? body.substring(0, 80) + "…" : body;
            wrong.add(op + " with " + shown + " -> " + reply.status() + " " + reply.body());
        }
    }

    private Reply call(Op op, String body) {
        boolean ops = op.path().startsWith("/api/v1/ops");
        String path = op.path()
                .replace("{shop}", seller.shopId())
                .replace("{seller}", PublicId.SELLER.of(seller.id()))
                .replace("{queue}", "high")
                .replace("{scope}", "shop")
                .replace("/starts/{name}", "/starts/cron")
                .replace("{name}", seller.shopId());
        return (ops ? operator : seller.calls()).send(op.method(), path, body);
    }

    private List<Op> operations() {
        return document.operations().stream().filter(Op::takesJson).toList();
    }

    private static String schemaOf(Op op) {
        String ref = op.json()
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema")
                .path("$ref")
                .asText();
        return ref.substring(ref.lastIndexOf('/') + 1);
    }

    private static String text(JsonNode body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
