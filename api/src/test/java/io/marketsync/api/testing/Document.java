package io.marketsync.api.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import com.fasterxml.jackson.databind.JsonNode;

/** The OpenAPI document as it is served. */
public record Document(JsonNode root) {

    public static Document served() {
        return new Document(Caller.anonymous().get("/q/openapi?format=json").json());
    }

    /** One operation of it. */
    public record Op(String method, String path, JsonNode json) {

        public String id() {
            return json.path("operationId").asText();
        }

        public boolean hasBody() {
            return json.has("requestBody");
        }

        public boolean takes(String parameter) {
            return json.path("parameters").findValuesAsText("name").contains(parameter);
        }

        /** Its first, where it takes several; null without a body. */
        public String mediaType() {
            return hasBody()
                    ? json.path("requestBody").path("content").fieldNames().next()
                    : null;
        }

        public boolean takesJson() {
            return "application/json".equals(mediaType());
        }

        public String exampleBody() {
            if (!hasBody()) {
                return "";
            }
            JsonNode example = json.path("requestBody")
                    .path("content")
                    .path(mediaType())
                    .path("examples")
                    .path("example")
                    .path("value");
            return takesJson() ? example.toString() : example.asText();
        }

        @Override
        public String toString() {
            return id();
        }
    }

    public List<Op> operations() {
        List<Op> operations = new ArrayList<>();
        each(
                root.path("paths"),
                (path, methods) ->
                        each(methods, (method, json) -> operations.add(new Op(method.toUpperCase(), path, json))));
        return operations;
    }

    public Op operation(String id) {
        return operations().stream()
                .filter(op -> op.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    public JsonNode schemas() {
        return root.path("components").path("schemas");
    }

    public JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? root.at(node.path("$ref").asText().substring(1)) : node;
    }

    public static void each(JsonNode object, BiConsumer<String, JsonNode> use) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            use.accept(field.getKey(), field.getValue());
        }
    }
}
